import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../apps/ingest-service/src/keys-cli/main.js';
import { runElsewhere, runHere } from '../../support/command-runs.js';
import type { EndedCommand } from '../../support/command-runs.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { ServiceProcess } from '../../support/service-process.js';

let database: TestDatabase;
let folder: string;

const MAIN = 'dist/apps/ingest-service/src/keys-cli/main.js';

const keys = (
  args: string[],
  environment: Record<string, string> = { DATABASE_URL: database.url },
): Promise<EndedCommand> => runHere(runCommand, args, { INIT_CWD: folder, ...environment });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

it('makes a key, and leaves that in the audit', async () => {
  const made = await keys([
    ...['create', '--name', 'robot', '--scope', 'write', '--scope', 'read', '--expires', '2100-01-01'],
    ...['--owner', 'ops', '--note', 'sends plays'],
  ]);
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^mbk_[0-9a-f]{8}_[\w-]{43}\n$/) as string,
  });
  const [key] = await database.database.query(
    'SELECT name, scopes, owner, note, expires_at AS at FROM api_key',
  );
  const at = new Date('2100-01-01T00:00:00Z');
  expect(key).toEqual({ name: 'robot', scopes: ['read', 'write'], owner: 'ops', note: 'sends plays', at });
  const entries = await database.database.query<{ action: string; key: string; outcome: string }>(
    `SELECT action, key_name AS key, outcome FROM audit_entry WHERE service = 'cli'`,
  );
  expect(entries).toEqual([
    { action: 'POST /admin/keys', outcome: 'succeeded', key: expect.stringMatching(/^cli:./) as string },
  ]);
});

it.each([
  ['no command', [], /Usage: npm run keys/],
  ['no scope', ['create', '--name', 'x'], /--scope/],
  [
    'an unknown scope',
    ['create', '--name', 'x', '--scope', 'root'],
    /one of read, read:ingest, read:churn, read:recommender, read:scores, write, operate, admin, console/,
  ],
  [
    'a day that does not exist',
    ['create', '--name', 'x', '--scope', 'read', '--expires', '2027-02-30'],
    /expiresAt must be a time/,
  ],
  ['a name that is taken', ['create', '--name', 'robot', '--scope', 'read'], /a key named robot already/],
])('says in a sentence what is wrong: %s', async (_what, args, sentence) => {
  const { code, out, error } = await keys(args);
  expect(code).toBe(1);
  expect(error).toMatch(sentence);
  expect(error).not.toMatch(/\n\s+at /);
  expect(out).toBe('');
});

it('says in a sentence that there is no database', async () => {
  const create = ['create', '--name', 'x', '--scope', 'read'];
  expect((await keys(create, {})).error).toMatch(
    /^No PostgreSQL runs in .*: start the platform with npm start/,
  );
  const away = await keys(create, { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/db' });
  expect(away).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^The database does not answer/) as string,
  });
  expect(away.error).not.toContain('hunter2');
});

it('makes the first key of a production platform, which does not start without one and says so', async () => {
  const fresh = await createTestDatabase();
  const environment = { DATABASE_URL: fresh.url, NODE_ENV: 'production', READ_KEYS: '', ADMIN_KEYS: '' };
  const start = () => new ServiceProcess('ingest-service', { ...environment, LOGS_DIR: folder });
  const refused = start();
  await expect(refused.ready()).rejects.toThrow('ended before it was ready');
  expect(refused.output).toContain('keys-cli/main.js create --name NAME --scope admin');
  expect(refused.output).not.toMatch(/\n\s+at /);
  const { out } = await runElsewhere(MAIN, ['create', '--name', 'first', '--scope', 'admin'], environment);
  const service = start();
  await service.ready();
  const { status, body } = await service.ask('/admin/keys/current', { key: out.trim() });
  expect([status, body]).toEqual([200, expect.objectContaining({ name: 'first' })]);
  await service.stop();
  await fresh.drop();
});
