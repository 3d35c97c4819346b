import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { RETENTION_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { dropDaysBefore } from '../../apps/ingest-service/src/retention/retention.service.js';
import {
  download,
  makeLogsFolder,
  manyPlays,
  removeLogsFolders,
  search,
} from '../medium/ingest-service/logs-folder.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import type { TableState } from '../medium/ingest-service/table-state.js';
import { createLoader } from '../support/archive-loader.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { retentionOf } from '../support/retention.js';

const BEFORE = '2017-04-03';

let folder: string;
let loaded: TableState;
let clean: TableState;
let testDatabase: TestDatabase;

/** A database in which four days are loaded. */
async function prepared(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const loader = await createLoader(database.url);
  await loader.load(folder);
  await loader.close();
  return database;
}

async function retain({ database }: TestDatabase): Promise<void> {
  const { signal } = new AbortController();
  await dropDaysBefore(retentionOf(database), BEFORE, { signal, progress: () => undefined });
}

/** Drops in a process of its own; answers the signal or exit code that it ended with. */
async function retainElsewhere(faultPoint: string): Promise<string> {
  const dropping = spawn(process.execPath, [resolve('dist/programs/retain-once.js')], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'test',
      DATABASE_URL: testDatabase.url,
      RETAIN_BEFORE: BEFORE,
      FAULT_POINT: faultPoint,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(dropping, 'exit')) as [number | null, string | null];
  return signal ?? String(code);
}

const daysOf = (rows: Record<string, unknown>[]): string[] => [
  ...new Set(rows.map(({ day }) => String(day))),
];

beforeAll(async () => {
  const days = ['01', '02', '03', '04'].map((day, at) => ({
    [`201704${day}_1_play.log`]: manyPlays(at + 1, 200),
    [`201704${day}_1_down.log`]: download(168_000_001, at + 1),
    [`201704${day}_1_search.log`]: search(168_000_001, `2017-04-${day} 10:00:00`, 'mc'),
  }));
  folder = await makeLogsFolder({
    ...(Object.assign({}, ...days) as Record<string, string>),
    'down_ds.csv': 'uid,song_id,date\n168000001,7,2017-04-01\n168000009,8,2017-04-04\n',
  });
  const undisturbed = await prepared();
  loaded = await tableState(undisturbed.database);
  await retain(undisturbed);
  clean = await tableState(undisturbed.database);
  await undisturbed.drop();
  testDatabase = await prepared();
});

afterAll(async () => {
  await testDatabase.drop();
  await removeLogsFolders();
});

it('leaves the days that are kept as they were', () => {
  const kept = ({ day }: Record<string, unknown>): boolean => String(day) >= BEFORE;
  expect(daysOf(clean.userDays)).toEqual(['2017-04-03', '2017-04-04']);
  expect(clean.userDays).toEqual(loaded.userDays.filter(kept));
  expect(clean.downloads).toEqual(loaded.downloads.filter(kept));
  expect(clean.plays).toHaveLength(400);
});

// Each run goes on where the killed one before it ended.
describe('a retention run that is killed hard', () => {
  const daysLeft: Record<(typeof RETENTION_FAULT_POINTS)[number], number> = {
    retention_day_read: 4,
    retention_day_locked: 4,
    retention_day_dropped: 4,
    retention_day_committed: 3,
    retention_swept: 2,
  };

  it.each(RETENTION_FAULT_POINTS)('at %s leaves whole days', async (point) => {
    expect(await retainElsewhere(point)).toBe('SIGKILL');
    const left = await tableState(testDatabase.database);
    const days = daysOf(left.userDays);
    expect(days).toHaveLength(daysLeft[point]);
    expect(daysOf(left.downloads)).toEqual(days);
    expect(daysOf(left.searches)).toEqual(days);
    const dropped = left.archives.filter(({ state }) => state === 'dropped');
    expect(dropped).toHaveLength(3 * (4 - days.length));
  });

  it('is finished by the next one', async () => {
    await retain(testDatabase);
    expect(await tableState(testDatabase.database)).toEqual(clean);
  });
});
