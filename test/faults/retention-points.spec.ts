import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSampleLogs } from '#sample-logs';
import { RETENTION_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { dropDaysBefore } from '../../apps/ingest-service/src/retention/retention.service.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import type { TableState } from '../medium/ingest-service/table-state.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';
import { retentionOf } from '../support/retention.js';
import { loadFiles, MUSIC_BOX, WORLDS } from '../support/worlds.js';

/** In a file of many days. */
const CSV = 'uid,song_id,date\n168000001,7,2017-05-02\n168000009,8,2017-05-05\n';
const BEFORE = '2017-05-04';
const DAYS = { firstDay: '2017-05-02', lastDay: '2017-05-05' };
/** How many days have been dropped at each point, where each run goes on from where the killed one before it ended. */
const DROPPED: Record<(typeof RETENTION_FAULT_POINTS)[number], number> = {
  retention_day_read: 0,
  retention_day_locked: 0,
  retention_day_dropped: 0,
  retention_day_committed: 1,
  retention_swept: 2,
};

const daysOf = (rows: Record<string, unknown>[]): string[] => [
  ...new Set(rows.map(({ day }) => String(day))),
];

describe.each(WORLDS)('retention of days of the world $name', (world) => {
  let folder: string;
  let loaded: TableState;
  let clean: TableState;
  let prepared: PreparedDatabase;
  let testDatabase: TestDatabase;

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

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logs-'));
    await writeSampleLogs({ directory: folder, world: world.name, userCount: 100, seed: 9, ...DAYS });
    if (world === MUSIC_BOX) writeFileSync(join(folder, 'down_ds.csv'), CSV);
    prepared = await prepareDatabase((url) => loadFiles(world, folder, url));
    const undisturbed = await prepared.clone();
    loaded = await tableState(undisturbed.database);
    await retain(undisturbed);
    clean = await tableState(undisturbed.database);
    await undisturbed.drop();
    testDatabase = await prepared.clone();
  });

  afterAll(async () => {
    await testDatabase.drop();
    await prepared.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rows of these days are there, as they were loaded, and no others. */
  function expectDays(state: TableState, days: readonly string[]): void {
    for (const table of ['userDays', 'downloads', 'searches'] as const) {
      const kept = loaded[table].filter(({ day }) => days.includes(String(day)));
      expect(state[table]).toEqual(kept);
    }
    expect(state.plays).toEqual(loaded.plays.filter((play) => days.includes(play.split(' ')[0]!)));
    const ofDays = state.archives.filter(({ day }) => day !== null);
    const dropped = ofDays.filter((archive) => archive['state'] === 'dropped');
    expect(dropped).toEqual(ofDays.filter(({ day }) => !days.includes(String(day))));
  }

  it('leaves the days that are kept as they were', () => {
    const kept = daysOf(loaded.userDays).filter((day) => day >= BEFORE);
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expectDays(clean, kept);
  });

  it.each(RETENTION_FAULT_POINTS)('that is killed hard at %s leaves whole days', async (point) => {
    expect(await retainElsewhere(point)).toBe('SIGKILL');
    expectDays(await tableState(testDatabase.database), daysOf(loaded.userDays).slice(DROPPED[point]));
  });

  it('that was killed is finished by the next one', async () => {
    await retain(testDatabase);
    expect(await tableState(testDatabase.database)).toEqual(clean);
  });
});
