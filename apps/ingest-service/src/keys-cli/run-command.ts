import { CommanderError } from 'commander';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { carryOut } from './carry-out.js';
import { withKeyDatabase } from './key-database.js';
import { sentenceOf } from './keys-cli-error.js';
import { readKeysCommand } from './keys-command.js';
import type { Terminal } from './keys-command.js';

/**
 * Runs `npm run keys`; returns the exit code.
 * @param checkout below it lies the data folder by default
 */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): Promise<number> {
  try {
    const { task, data } = readKeysCommand(args, terminal);
    const folder = data ?? environment['MUSICBOX_DATA'];
    const place = {
      databaseUrl: environment['DATABASE_URL'] || null,
      dataFolder: folder
        ? resolve(environment['INIT_CWD'] ?? process.cwd(), folder)
        : join(checkout, '.musicbox'),
    };
    const { out, notes } = await withKeyDatabase(place, (database) =>
      carryOut(task, database, accountName()),
    );
    if (notes !== '') terminal.stderr.write(`${notes}\n`);
    if (out !== '') terminal.stdout.write(`${out}\n`);
    return 0;
  } catch (error) {
    // The help, or a wrong option: it has been printed.
    if (error instanceof CommanderError) return error.exitCode;
    terminal.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no account.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
