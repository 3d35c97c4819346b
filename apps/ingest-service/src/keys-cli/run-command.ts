import {
  createDataSource,
  Database,
  databaseTrouble,
  DomainError,
  KeysRepository,
  NamedKeys,
  readInput,
} from '#common';
import { EmbeddedPostgresError, urlOfRunning } from '#common/embedded-postgres';
import type { Command } from 'commander';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { NewKeyBody, RotationBody } from '../keys/keys.dto.js';
import { CommandError, dataFolderOf, exitCodeOf, programOf } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { auditedChange } from './audited-change.js';
import { keyTable } from './key-table.js';

const EPILOGUE = `
Keys are kept in PostgreSQL as hashes: in the one of DATABASE_URL, or the embedded one of a platform that runs on this machine. Running
services take a change within two seconds. A new token is the only line on standard output, and is shown this once.

Examples:
  npm run -s keys -- create --name nightly-export --scope read:churn --owner 'data team' --note 'the list for the CRM'
  npm run -s keys -- create --name console --scope console --expires 2027-12-31
  npm run -s keys -- rotate --name nightly-export --grace 3600
  npm run -s keys -- revoke --name nightly-export
  npm run -s keys -- list`;

const MOST_KEYS = 1_000;

interface CreateOptions {
  name: string;
  scope: string[];
  expires?: string;
  owner?: string;
  note?: string;
}

/**
 * Runs `npm run keys`; returns the exit code. Keys are checked as the API checks them.
 * @param checkout below it lies the data folder by default
 */
export async function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  checkout: string,
  terminal: Terminal,
): Promise<number> {
  const description = 'Makes, lists, rotates and revokes the keys of the services.';
  const program = programOf('keys', { description, epilogue: EPILOGUE }, terminal);
  const by = { name: `cli:${accountName()}`, scopes: null };
  const print = (out: string, note?: string): void => {
    if (note !== undefined) terminal.stderr.write(`${note}\n`);
    if (out !== '') terminal.stdout.write(`${out}\n`);
  };
  const withKeys = async (work: (keys: NamedKeys, database: Database) => Promise<void>): Promise<void> => {
    const folder = dataFolderOf(program.opts<{ data?: string }>().data, environment, checkout);
    await withDatabase(environment['DATABASE_URL'] || null, folder, (database) =>
      work(new NamedKeys(new KeysRepository(database)), database),
    );
  };
  const command = (name: string, what: string): Command =>
    program.command(name).description(what).allowExcessArguments(false);
  const named = (name: string, what: string): Command =>
    command(name, what).requiredOption('--name <name>', 'name of the key');

  named('create', 'make a key, and print its token')
    .requiredOption('--scope <scope...>', 'what it may do, such as read:churn; repeatable')
    .option('--expires <time>', 'when it expires, such as 2027-12-31 or 2027-12-31T12:00:00Z')
    .option('--owner <text>', 'the person or team to ask about it')
    .option('--note <text>', 'what it is used for')
    .action(async ({ scope: scopes, expires, ...given }: CreateOptions) => {
      const body = readInput(NewKeyBody, { ...given, scopes, expiresAt: timeOf(expires) }, 'text');
      const { name, expiresAt = null, owner = null, note = null } = body;
      const key = { name, scopes: body.scopes, expiresAt, owner, note };
      await withKeys(async (keys, database) => {
        const change = { action: 'POST /admin/keys', by: by.name, parameters: { ...key } };
        const { token } = await auditedChange(database, change, () => keys.create(key, by));
        print(token, `This is the token of ${name}; it is not shown again.`);
      });
    });
  command('list', 'show all keys; never a token').action(() =>
    withKeys(async (keys) => {
      print(keyTable(await keys.page(null, MOST_KEYS)));
    }),
  );
  named('rotate', 'give a key a new token, and print it; the ones before stay good for a while')
    .option('--grace <seconds>', 'how long they stay good')
    .action(async ({ name, grace }: { name: string; grace?: string }) => {
      const { graceSeconds } = readInput(RotationBody, { graceSeconds: grace }, 'text');
      await withKeys(async (keys, database) => {
        const parameters = { name, graceSeconds };
        const change = { action: 'POST /admin/keys/:name/rotate', by: by.name, parameters };
        const { token } = await auditedChange(database, change, () => keys.rotate(name, graceSeconds, by));
        const end = `The ones before end in ${graceSeconds} seconds.`;
        print(token, `This is the new token of ${name}; it is not shown again. ${end}`);
      });
    });
  named('revoke', 'end a key for good, with all its tokens').action(({ name }: { name: string }) =>
    withKeys(async (keys, database) => {
      const change = { action: 'DELETE /admin/keys/:name', by: by.name, parameters: { name } };
      // With access to the database another admin key can be made at any time.
      await auditedChange(database, change, () => keys.revoke(name, by, false));
      print('', `${name} is revoked.`);
    }),
  );

  const work = async (): Promise<number> => {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  };
  return await exitCodeOf(work, sentenceOf, terminal);
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
async function withDatabase(
  address: string | null,
  folder: string,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const url = address ?? urlOfRunning(join(folder, 'postgres'));
  if (url === null) {
    throw new CommandError(
      `No PostgreSQL runs in ${folder}: start the platform with npm start, name its folder with --data, or set DATABASE_URL.`,
    );
  }
  const dataSource = createDataSource({ url, applicationName: 'keys', poolSize: 1 });
  await dataSource.initialize();
  try {
    await work(new Database(dataSource));
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
