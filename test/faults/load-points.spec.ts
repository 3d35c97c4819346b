import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { SELECT_UNMERGED } from '../../apps/ingest-service/src/storage/songs.sql.js';
import { createLoader } from '../support/archive-loader.js';
import { startService } from '../support/running-services.js';
import {
  download,
  makeLogsFolder,
  manyPlays,
  play,
  removeLogsFolders,
  search,
} from '../medium/ingest-service/logs-folder.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import type { TableState } from '../medium/ingest-service/table-state.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

/** What was loaded before, of which one archive is changed afterwards. */
const FIRST = { '20170401_1_play.log': manyPlays(1, 400), '20170401_1_down.log': download(168_000_001, 3) };
/** More than 24 hours in a day. */
const LONG_LISTENER = play(7, 3, 10_000, 10_000).repeat(9);
/** Retention dropped it before anything of it was loaded. */
const DROPPED_DAY = '2017-03-30';

/** A load of the folder passes at least so many points. */
const POINTS = 55;
const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

/** Park and Miller's generator: 20 points of a load, by the seed. */
function randomPoints(): string[] {
  let state = SEED + 1;
  return Array.from({ length: 20 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return `any:${1 + (state % POINTS)}`;
  });
}

const csv = (...rows: string[]): string => ['uid,song_id,date', ...rows, ''].join('\n');

let firstFolder: string;
let folder: string;
let clean: TableState;
const databases: TestDatabase[] = [];

async function newDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  return database;
}

async function loadHere(database: TestDatabase): Promise<void> {
  const loader = await createLoader(database.url);
  await loader.load(folder, { batchBytes: 1 });
  await loader.close();
}

/** Loads in a process of its own; answers the signal or exit code that it ended with. */
async function loadElsewhere(
  database: TestDatabase,
  faultPoint: string,
  nodeEnvironment = 'test',
): Promise<string> {
  const loading = spawn(process.execPath, [resolve('dist/test/support/load-once.js')], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: nodeEnvironment,
      DATABASE_URL: database.url,
      LOGS_DIR: folder,
      FAULT_POINT: faultPoint,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(loading, 'exit')) as [number | null, string | null];
  return signal ?? String(code);
}

async function hasUnmergedSongs({ database }: TestDatabase): Promise<boolean> {
  return (await database.query(SELECT_UNMERGED)).length > 0;
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

/** A database in which the first archives are loaded. */
async function prepared(): Promise<TestDatabase> {
  const database = await newDatabase();
  const loader = await createLoader(database.url);
  await database.database.query('INSERT INTO dropped_day (day) VALUES ($1)', [DROPPED_DAY]);
  await loader.load(firstFolder);
  await loader.close();
  return database;
}

beforeAll(async () => {
  firstFolder = await makeLogsFolder(FIRST);
  const packed = gzipSync(manyPlays(5, 3_000), { level: 1 });
  folder = await makeLogsFolder({
    'manifest.json': JSON.stringify({ synthetic: true }),
    ...FIRST,
    '20170401_1_play.log': manyPlays(2, 500),
    '20170330_1_play.log': play(1, 2, 3),
    '20170402_1_play.log': manyPlays(3, 6_000) + LONG_LISTENER,
    '20170402_3_play.log': FIRST['20170401_1_down.log'],
    '20170402_1_search.log': search(168_000_001, '2017-04-02 10:00:00', 'mc'),
    '20170402_2_down.log': 'nothing that could be an event\n',
    '20170403_1_play.log.gz': packed.subarray(0, packed.length / 2),
    '1_1_search.log':
      search(168_000_002, '2017-04-03 11:00:00', 'x') + search(168_000_001, '2017-03-31 11:00:00', 'y'),
    'down_ds.csv': csv('168000001,7,2017-04-01', '168000009,8,2017-04-04', `168000009,8,${DROPPED_DAY}`),
  });
  const database = await prepared();
  await loadHere(database);
  clean = await tableState(database.database);
});

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});
afterAll(removeLogsFolders);

it('has something of everything when nobody disturbs it', () => {
  expect(clean.archives.map(({ name, state }) => `${String(name)} ${String(state)}`)).toEqual([
    '1_1_search.log loaded',
    '20170330_1_play.log dropped',
    '20170401_1_down.log loaded',
    '20170401_1_play.log loaded',
    '20170402_1_play.log loaded',
    '20170402_1_search.log loaded',
    '20170402_2_down.log refused',
    '20170402_3_play.log duplicate',
    '20170403_1_play.log.gz partial',
    'down_ds.csv loaded',
  ]);
  for (const [table, rows] of Object.entries(clean))
    expect(`${table} ${rows.length > 0}`).toBe(`${table} true`);
  expect(clean.excludedUsers.map(({ user_id }) => user_id)).toEqual(['0', '7']);
});

describe('a load that is killed hard', () => {
  it.each([...FAULT_POINTS, 'rows_copied:3', 'batch_committed:2'])(
    'at %s leaves the tables of a clean load after the next one',
    async (point) => {
      const database = await prepared();
      expect(await loadElsewhere(database, point)).toBe('SIGKILL');
      await loadHere(database);
      expect(await tableState(database.database)).toEqual(clean);
    },
  );

  it.each(randomPoints())(`at the point %s of seed ${SEED} leaves them, too`, async (point) => {
    const database = await prepared();
    expect(await loadElsewhere(database, point)).toBe('SIGKILL');
    await loadHere(database);
    expect(await tableState(database.database)).toEqual(clean);
  });

  it('leaves songs that the next start of the service merges, without another load', async () => {
    const database = await prepared();
    expect(await loadElsewhere(database, 'songs_merged')).toBe('SIGKILL');
    expect(await tableState(database.database)).not.toEqual(clean);
    const service = await startService('ingest', { databaseUrl: database.url, logsFolder: folder });
    try {
      await waitUntil(async () => !(await hasUnmergedSongs(database)));
      expect(await tableState(database.database)).toEqual(clean);
    } finally {
      await service.stop();
    }
  });

  it('is killed in tests alone', async () => {
    const database = await prepared();
    expect(await loadElsewhere(database, 'rows_copied', 'production')).toBe('0');
    expect(await tableState(database.database)).toEqual(clean);
  });
});

describe('two loads at once, of which one is killed', () => {
  it('leave the tables of a clean load without a further one', async () => {
    const database = await prepared();
    const [killed, other] = await Promise.all([
      loadElsewhere(database, 'songs_merged'),
      loadElsewhere(database, ''),
    ]);
    // The one that comes second finds nothing to merge, so it may live.
    expect(['SIGKILL', '0']).toContain(killed);
    expect(other).toBe('0');
    expect(await tableState(database.database)).toEqual(clean);
  });
});
