import { AuditLog, createDataSource, Database, databaseTrouble, DomainError, readInput } from '#common';
import { EmbeddedPostgresError, urlOfRunning } from '#common/embedded-postgres';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { NewKeyBody } from '../keys/keys.dto.js';
import { NamedKeys } from '../keys/named-keys.js';
import { CommandError, dataFolderOf, exitCodeOf, programOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';

const EPILOGUE = `
Keys are kept in PostgreSQL as hashes: in the one of DATABASE_URL, or the embedded one of a platform that runs on this machine. Running
services take a new key within two seconds. Its token is the only line on standard output, and is shown this once. The page Keys of the console, and
the calls below /admin/keys, list, rotate and revoke keys.

Examples:
  npm run -s keys -- create --name nightly-export --scope read:churn --owner 'data team' --note 'the list for the CRM'
  npm run -s keys -- create --name console --scope console --expires 2027-12-31`;

interface CreateOptions {
  name: string;
  scope: string[];
  expires?: string;
  owner?: string;
  note?: string;
}

/**
 * Runs `npm run keys`; returns the exit code. A key is checked as the API checks it.
 * @param checkout below it lies the data folder by default
 */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): Promise<number> {
  const description = 'Makes keys of the services, also the first one.';
  const program = programOf('keys', { description, epilogue: EPILOGUE }, terminal);
  program
    .command('create')
    .description('make a key, and print its token')
    .allowExcessArguments(false)
    .requiredOption('--name <name>', 'name of the key')
    .requiredOption('--scope <scope...>', 'what it may do, such as read:churn; repeatable')
    .option('--expires <time>', 'when it expires, such as 2027-12-31 or 2027-12-31T12:00:00Z')
    .option('--owner <text>', 'the person or team to ask about it')
    .option('--note <text>', 'what it is used for')
    .action(async ({ scope: scopes, expires, ...given }: CreateOptions) => {
      const key = readInput(NewKeyBody, { ...given, scopes, expiresAt: timeOf(expires) }, 'text');
      const folder = dataFolderOf(program.opts<{ data?: string }>().data, environment, checkout);
      const token = await withDatabase(environment['DATABASE_URL'] || null, folder, (database) =>
        makeKey(database, key),
      );
      terminal.stderr.write(`This is the token of ${key.name}; it is not shown again.\n`);
      terminal.stdout.write(`${token}\n`);
    });
  const work = async (): Promise<number> => {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  };
  return await exitCodeOf(work, sentenceOf, terminal);
}

/** Makes a key, with an entry in the audit as the API leaves it; answers the token. */
async function makeKey(database: Database, key: NewKeyBody): Promise<string> {
  const name = `cli:${accountName()}`;
  const audit = new AuditLog(database, 'cli');
  const entry = await audit.begin({
    action: 'POST /admin/keys',
    by: { id: 'cli', name, scopes: [] },
    parameters: Object.fromEntries(Object.entries(key)),
    requestId: null,
  });
  try {
    const { token } = await new NamedKeys(database).create(key, { name, scopes: null });
    await audit.end(entry, { outcome: 'succeeded', status: null, problem: null });
    return token;
  } catch (error) {
    const problem = error instanceof DomainError ? error.code : null;
    await audit.end(entry, { outcome: problem === null ? 'failed' : 'refused', status: null, problem });
    throw error;
  }
}

/** A day alone begins at midnight in UTC. */
function timeOf(expires: string | undefined): string | undefined {
  return expires !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T00:00:00Z` : expires;
}

/**
 * Opens PostgreSQL by its address, or the embedded one of a platform that runs on this machine, for as long
 * as `work` takes.
 * @throws CommandError when there is none
 */
async function withDatabase<T>(
  address: string | null,
  folder: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = address ?? urlOfRunning(join(folder, 'postgres'));
  if (url === null) {
    throw new CommandError(
      `No PostgreSQL runs in ${folder}: start the platform with npm start, name its folder with --data, or set DATABASE_URL.`,
    );
  }
  const dataSource = createDataSource({ url, applicationName: 'keys', poolSize: 1 });
  await dataSource.initialize();
  try {
    return await work(new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

/** One sentence; never the address of the database, which holds a password. */
function sentenceOf(error: unknown): string {
  if (error instanceof DomainError || error instanceof EmbeddedPostgresError) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === '42P01')
    return 'The database has no keys yet: start the services, or run the migrations, and try again.';
  const trouble = databaseTrouble(error);
  if (trouble !== null) return `The database does not answer: ${trouble.sentence}`;
  return `The key could not be made: ${error instanceof Error ? error.message : String(error)}`;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no account.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

if (import.meta.main) {
  const checkout = resolve(import.meta.dirname, '../../../../..');
  void runCommand(process.argv.slice(2), process.env, checkout, process).then((code) => {
    process.exitCode = code;
  });
}
