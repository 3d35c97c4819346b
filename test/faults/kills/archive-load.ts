import { gzipSync } from 'node:zlib';
import { FAULT_POINTS } from '../../../apps/ingest-service/src/storage/fault-point.js';
import { createLoader } from '../../support/archive-loader.js';
import {
  download,
  makeLogsFolder,
  manyPlays,
  play,
  removeLogsFolders,
  search,
} from '../../medium/ingest-service/logs-folder.js';
import { tableState } from '../../medium/ingest-service/table-state.js';
import type { TableState } from '../../medium/ingest-service/table-state.js';
import { prepareDatabase } from '../../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../../support/test-database.js';
import { numbered, runProgram } from './work.js';
import type { PreparedWork, Work } from './work.js';

/** In both folders: logs with it and without it are not loaded into one database. */
const MANIFEST = { 'manifest.json': JSON.stringify({ synthetic: true }) };
/** What was loaded before, of which one archive is changed afterwards. */
const FIRST = { '20170401_1_play.log': manyPlays(1, 400), '20170401_1_down.log': download(168_000_001, 3) };
/** More than 24 hours in a day. */
const LONG_LISTENER = play(7, 3, 10_000, 10_000).repeat(9);
/** Retention dropped it before anything of it was loaded. */
const DROPPED_DAY = '2017-03-30';

/** Counts of plays that do not agree: of archives and of days with the events themselves. */
const UNEVEN = `SELECT events, archives, days FROM (SELECT count(*) AS events FROM play_event) AS e,
    (SELECT sum(event_count) AS archives FROM archive WHERE kind = 'play') AS a,
    (SELECT sum(plays) AS days FROM user_day) AS d
  WHERE archives <> events OR days <> events`;

/** A load of the folder passes at least so many points. */
const POINTS = 55;

export const archiveLoad = {
  name: 'a load of archives',
  points: [...FAULT_POINTS, ...numbered(POINTS)],
  prepare: () => KilledLoads.prepare(),
} as const satisfies Work;

/** A folder with archives of every kind, and databases in which some of them are loaded. */
export class KilledLoads implements PreparedWork {
  private constructor(
    readonly folder: string,
    private readonly prepared: PreparedDatabase,
    /** The tables when a load of the folder is not disturbed. */
    readonly clean: TableState,
  ) {}

  static async prepare(): Promise<KilledLoads> {
    const firstFolder = await makeLogsFolder({ ...FIRST, ...MANIFEST });
    const folder = await makeLogsFolder(files());
    const prepared = await prepareDatabase(async (url) => {
      const loader = await createLoader(url);
      await loader.database.query('INSERT INTO dropped_day (day) VALUES ($1)', [DROPPED_DAY]);
      await loader.load(firstFolder);
      await loader.close();
    });
    const undisturbed = await prepared.clone();
    await load(undisturbed, folder);
    const clean = await tableState(undisturbed.database);
    await undisturbed.drop();
    expectSomethingOfEverything(clean);
    return new KilledLoads(folder, prepared, clean);
  }

  /** A database in which the first archives are loaded. */
  async database(): Promise<TestDatabase> {
    return await this.prepared.clone();
  }

  /** Loads in a process of its own; returns the signal or exit code that it ended with. */
  async loadElsewhere({ url }: TestDatabase, faultPoint: string, nodeEnvironment = 'test'): Promise<string> {
    const { end } = await runProgram('load-once', {
      NODE_ENV: nodeEnvironment,
      DATABASE_URL: url,
      LOGS_DIR: this.folder,
      FAULT_POINT: faultPoint,
    });
    return end;
  }

  /** The killed load leaves whole archives. */
  async killedAt(point: string): Promise<void> {
    const database = await this.database();
    expect(await this.loadElsewhere(database, point)).toBe('SIGKILL');
    expect(await database.database.query(UNEVEN)).toEqual([]);
    await load(database, this.folder);
    expect(await tableState(database.database)).toEqual(this.clean);
    await database.drop();
  }

  async remove(): Promise<void> {
    await this.prepared.drop();
    await removeLogsFolders();
  }
}

function expectSomethingOfEverything(clean: TableState): void {
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
}

async function load(database: TestDatabase, folder: string): Promise<void> {
  const loader = await createLoader(database.url);
  await loader.load(folder, { batchBytes: 1 });
  await loader.close();
}

function files(): Record<string, string | Buffer> {
  const packed = gzipSync(manyPlays(5, 3_000), { level: 1 });
  const csv = (...rows: string[]): string => ['uid,song_id,date', ...rows, ''].join('\n');
  return {
    ...MANIFEST,
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
  };
}
