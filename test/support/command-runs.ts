import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** What a command of the command line has left behind. */
export interface EndedCommand {
  code: number;
  out: string;
  error: string;
}

type Run = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: { stdout: { write(text: string): void }; stderr: { write(text: string): void } },
) => Promise<number>;

/** Runs a command in this process, which takes a second less than a process of its own. */
export async function runHere(
  run: Run,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<EndedCommand> {
  let [out, error] = ['', ''];
  const code = await run(args, environment, resolve('.'), {
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (error += text) },
  });
  return { code, out, error };
}

/** Runs a compiled command as npm would. */
export async function runElsewhere(
  main: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<EndedCommand> {
  const command = spawn(process.execPath, [resolve(main), ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  command.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  command.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  const [code] = (await once(command, 'close')) as [number];
  return { code, out, error };
}
