import { databaseTrouble, DomainError } from '#common';
import { EmbeddedPostgresError } from '#common/embedded-postgres';
import { userInfo } from 'node:os';
import { dataFolderOf, exitCodeOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { carryOut } from './carry-out.js';
import { withKeyDatabase } from './key-database.js';
import { readKeysCommand } from './keys-command.js';

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
  const work = async (): Promise<number> => {
    const { task, data } = readKeysCommand(args, terminal);
    const place = {
      databaseUrl: environment['DATABASE_URL'] || null,
      dataFolder: dataFolderOf(data, environment, checkout),
    };
    const { out, notes } = await withKeyDatabase(place, (database) =>
      carryOut(task, database, accountName()),
    );
    if (notes !== '') terminal.stderr.write(`${notes}\n`);
    if (out !== '') terminal.stdout.write(`${out}\n`);
    return 0;
  };
  return await exitCodeOf(work, sentenceOf, terminal);
}

/** One sentence; never the address of the database, which holds a password. */
function sentenceOf(error: unknown): string {
  if (error instanceof DomainError || error instanceof EmbeddedPostgresError) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === '42P01')
    return 'The database has no keys yet: start the services, or run the migrations, and try again.';
  const trouble = databaseTrouble(error);
  if (trouble !== null) return `The database does not answer: ${trouble.sentence}`;
  return `The keys could not be changed: ${error instanceof Error ? error.message : String(error)}`;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no account.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
