import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { builtInMapping } from '../../apps/ingest-service/src/mapping/built-in.js';
import { makeLogsFolder, removeLogsFolders } from '../medium/ingest-service/logs-folder.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import { createLoader } from '../support/archive-loader.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';

const MAPPING = 'spotify-account';
const NAMES = ['StreamingHistory_music_0.json', 'StreamingHistory_music_1.json'];

/** Plays of some songs on some days. @param from the first day of May */
function history(from: number, plays: number): string {
  return JSON.stringify(
    Array.from({ length: plays }, (_, at) => ({
      endTime: `2023-05-${String(from + (at % 5)).padStart(2, '0')} 10:00`,
      ...{ artistName: `artist ${at % 7}`, trackName: `track ${at % 23}`, msPlayed: 1_000 * (at % 200) },
    })),
  );
}

let prepared: PreparedDatabase;
let folder: string;
let clean: unknown;

/** The tables, and the texts of ids. */
async function stateOf({ database }: TestDatabase): Promise<unknown> {
  const keys = await database.query(
    'SELECT text FROM user_key UNION ALL SELECT text FROM song_key ORDER BY 1',
  );
  return [await tableState(database), keys, await database.query('SELECT form FROM id_form')];
}

/** Kills a program that loads the folder, or does what its environment says, at a fault point. */
async function killedAt(point: string, url: string, more: Record<string, string> = {}): Promise<void> {
  const loading = spawn(process.execPath, [resolve('dist/test/support/load-once.js')], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      ...{ NODE_ENV: 'test', DATABASE_URL: url, LOGS_DIR: folder, LOGS_MAPPING: MAPPING, FAULT_POINT: point },
      ...more,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  expect((await once(loading, 'exit'))[1]).toBe('SIGKILL');
}

async function load(url: string): Promise<void> {
  const loader = await createLoader(url);
  await loader.load(folder, { mapping: builtInMapping(MAPPING)! });
  await loader.close();
}

beforeAll(async () => {
  folder = await makeLogsFolder({ [NAMES[0]!]: history(1, 500) });
  prepared = await prepareDatabase(load);
  // The first file is replaced, the second is new.
  await writeFile(join(folder, NAMES[0]!), history(3, 6_000));
  await writeFile(join(folder, NAMES[1]!), history(6, 300));
  const undisturbed = await prepared.clone();
  await load(undisturbed.url);
  clean = await stateOf(undisturbed);
  await undisturbed.drop();
});

afterAll(async () => {
  await prepared.drop();
  await removeLogsFolders();
});

it.each([
  ...[
    'contents_hashed',
    'rows_copying',
    'rows_copied',
    'events_staged',
    'staged_inserted:2',
    'archive_booked',
  ],
  ...['user_day_rebuilt:3', 'batch_committed', 'songs_merged', 'statistics_made'],
])(
  'a load of mapped files that is killed hard at %s leaves the tables of a clean load after the next one',
  async (point) => {
    const database = await prepared.clone();
    await killedAt(point, database.url);
    await load(database.url);
    expect(await stateOf(database)).toEqual(clean);
    await database.drop();
  },
);

describe('a replay of rejected lines', () => {
  const ARCHIVE = `${MAPPING}/play/${NAMES[0]!}`;
  let loaded: PreparedDatabase;
  let [before, after]: unknown[] = [];

  async function replay(url: string): Promise<number> {
    const loader = await createLoader(url);
    const events = await loader.replay(ARCHIVE);
    await loader.close();
    return events;
  }

  beforeAll(async () => {
    const records = JSON.parse(history(1, 300)) as { endTime: string }[];
    const broken = records.map((record, at) => (at % 3 === 0 ? { ...record, endTime: 'soon' } : record));
    await writeFile(join(folder, NAMES[0]!), JSON.stringify(broken));
    loaded = await prepareDatabase(async (url) => {
      await load(url);
      const loader = await createLoader(url);
      // In place of a rule that reads such times.
      await loader.database.query(
        `UPDATE rejected_line SET line = replace(line, 'soon', '2023-05-07 10:00')`,
      );
      await loader.close();
    });
    const undisturbed = await loaded.clone();
    before = await stateOf(undisturbed);
    expect(await replay(undisturbed.url)).toBe(100);
    after = await stateOf(undisturbed);
    await undisturbed.drop();
  });

  afterAll(() => loaded.drop());

  it.each(['staged_inserted', 'archive_booked', 'batch_committed'])(
    'that is killed hard at %s is all or nothing, and whole after the next one',
    async (point) => {
      const database = await loaded.clone();
      await killedAt(point, database.url, { REPLAY: ARCHIVE });
      const isCommitted = point === 'batch_committed';
      if (!isCommitted) expect(await stateOf(database)).toEqual(before);
      expect(await replay(database.url)).toBe(isCommitted ? 0 : 100);
      expect(await stateOf(database)).toEqual(after);
      await database.drop();
    },
  );
});
