import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { createLoader } from '../support/archive-loader.js';
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
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';

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
const POINTS_TRIED = 4;

/**
 * The points at which loads are killed: all of them with FAULT_POINTS=all, else one of each part of the load, drawn by
 * FAULT_SEED.
 */
export function faultPoints(named: readonly string[] = FAULT_POINTS, points = POINTS): string[] {
  const numbered = Array.from({ length: points }, (_, at) => `any:${at + 1}`);
  if (process.env['FAULT_POINTS'] === 'all') return [...named, ...numbered];
  const tried = Math.min(POINTS_TRIED, points);
  return drawn(tried).map((share, part) => numbered[Math.floor(((part + share) * points) / tried)]!);
}

/** Shares from 0 to 1 that FAULT_SEED draws. */
export function drawn(count: number): number[] {
  let state = Number(process.env['FAULT_SEED'] ?? 17) + 1;
  return Array.from({ length: count }, () => {
    // Park and Miller's generator.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

/** A folder with archives of every kind, and databases in which some of them are loaded. */
export class KilledLoads {
  private readonly databases: TestDatabase[] = [];

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
    return new KilledLoads(folder, prepared, clean);
  }

  /** A database in which the first archives are loaded; `dropDatabases` removes it. */
  async database(): Promise<TestDatabase> {
    const database = await this.prepared.clone();
    this.databases.push(database);
    return database;
  }

  async loadHere(database: TestDatabase): Promise<void> {
    await load(database, this.folder);
  }

  /** Loads in a process of its own; returns the signal or exit code that it ended with. */
  async loadElsewhere(database: TestDatabase, faultPoint: string, nodeEnvironment = 'test'): Promise<string> {
    const { end } = await loadInProcess({
      NODE_ENV: nodeEnvironment,
      DATABASE_URL: database.url,
      LOGS_DIR: this.folder,
      FAULT_POINT: faultPoint,
    });
    return end;
  }

  /** Kills a load at the point, which leaves whole archives, and loads again; returns the tables. */
  async killedAt(point: string): Promise<TableState> {
    const database = await this.database();
    expect(await this.loadElsewhere(database, point)).toBe('SIGKILL');
    expect(await database.database.query(UNEVEN)).toEqual([]);
    await this.loadHere(database);
    return await tableState(database.database);
  }

  async dropDatabases(): Promise<void> {
    for (const database of this.databases.splice(0)) await database.drop();
  }

  async remove(): Promise<void> {
    await this.prepared.drop();
    await removeLogsFolders();
  }
}

/**
 * Starts a program that loads, or does what else `load-once.ts` says.
 * @param afterMs kills it so long after it has begun
 * @returns the signal or exit code that ended it, and how long it took
 */
export async function loadInProcess(
  environment: Record<string, string>,
  afterMs?: number,
): Promise<{ end: string; ms: number }> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const loading = spawn(process.execPath, [resolve('dist/programs/load-once.js')], {
    env: { PATH, NODE_COMPILE_CACHE, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(loading, 'exit') as Promise<[number | null, string | null]>;
  await Promise.race([once(loading.stdout, 'data'), ended]);
  const from = performance.now();
  if (afterMs !== undefined) {
    await Promise.race([sleep(afterMs), ended]);
    loading.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { end: signal ?? String(code), ms: performance.now() - from };
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
