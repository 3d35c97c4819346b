import { Command, CommanderError } from 'commander';
import { join, resolve } from 'node:path';

/** Where a command writes: `process`, or what a test reads. */
export interface Terminal {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
}

/** A failure whose message is one sentence that says what happened and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * A program with what all of them have: its help, output to the terminal, and `--data`.
 * It throws a CommanderError where commander would end the process, after it has printed why.
 */
export function programOf(
  name: string,
  { description, epilogue }: { description: string; epilogue: string },
  { stdout, stderr }: Terminal,
): Command {
  return new Command(`npm run ${name} --`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .description(description)
    .option('--data <dir>', 'data folder of a platform on this machine')
    .helpOption('-h, --help', 'show this list')
    .addHelpText('after', epilogue);
}

/** The folder that relative paths of the user begin in. */
export function userFolder(environment: NodeJS.ProcessEnv): string {
  return environment['INIT_CWD'] ?? process.cwd();
}

/** The data folder by `--data`, by MUSICBOX_DATA, or that of the checkout. */
export function dataFolderOf(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
  checkout: string,
): string {
  const folder = given ?? environment['MUSICBOX_DATA'];
  return folder ? resolve(userFolder(environment), folder) : join(checkout, '.musicbox');
}

/** Runs a command and returns its exit code; prints the sentence of an error that the command line did not print. */
export async function exitCodeOf(
  work: () => Promise<number>,
  sentenceOf: (error: unknown) => string,
  { stderr }: Terminal,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    stderr.write(`${error instanceof CommandError ? error.message : sentenceOf(error)}\n`);
    return 1;
  }
}
