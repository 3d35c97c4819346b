import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSampleLogs } from '#sample-logs';
import { RETENTION_FAULT_POINTS } from '../../../apps/ingest-service/src/storage/fault-point.js';
import { dropDaysBefore } from '../../../apps/ingest-service/src/retention/retention.service.js';
import { tableState } from '../../medium/ingest-service/table-state.js';
import type { TableState } from '../../medium/ingest-service/table-state.js';
import { retentionOf } from '../../support/retention.js';
import { prepareDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { loadFiles, MUSIC_BOX } from '../../support/worlds.js';
import type { World } from '../../support/worlds.js';
import { runProgram } from './work.js';
import type { PreparedWork, Work } from './work.js';

/** In a file of many days. */
const CSV = 'uid,song_id,date\n168000001,7,2017-05-02\n168000009,8,2017-05-05\n';
const BEFORE = '2017-05-04';
const DAYS = { firstDay: '2017-05-02', lastDay: '2017-05-05' };
/** How many days have been dropped at each point. */
const DROPPED: Record<(typeof RETENTION_FAULT_POINTS)[number], number> = {
  retention_day_read: 0,
  retention_day_locked: 0,
  retention_day_dropped: 0,
  retention_day_committed: 1,
  retention_swept: 2,
};

/** Retention of days: killed hard it leaves whole days. */
export const retentionIn = (world: World): Work => ({
  name: `retention of days of the world ${world.name}`,
  points: RETENTION_FAULT_POINTS,
  prepare: () => prepared(world),
});

const daysOf = (rows: Record<string, unknown>[]): string[] => [
  ...new Set(rows.map(({ day }) => String(day))),
];

/** The rows of these days are there, as they were loaded, and no others. */
function expectDays(state: TableState, loaded: TableState, days: readonly string[]): void {
  for (const table of ['userDays', 'downloads', 'searches'] as const) {
    const kept = loaded[table].filter(({ day }) => days.includes(String(day)));
    expect(state[table]).toEqual(kept);
  }
  expect(state.plays).toEqual(loaded.plays.filter((play) => days.includes(play.split(' ')[0]!)));
  const ofDays = state.archives.filter(({ day }) => day !== null);
  const dropped = ofDays.filter((archive) => archive['state'] === 'dropped');
  expect(dropped).toEqual(ofDays.filter(({ day }) => !days.includes(String(day))));
}

async function retain({ database }: TestDatabase): Promise<void> {
  const { signal } = new AbortController();
  await dropDaysBefore(retentionOf(database), BEFORE, { signal, progress: () => undefined });
}

async function prepared(world: World): Promise<PreparedWork> {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  await writeSampleLogs({ directory: folder, world: world.name, userCount: 100, seed: 9, ...DAYS });
  if (world === MUSIC_BOX) writeFileSync(join(folder, 'down_ds.csv'), CSV);
  const before = await prepareDatabase((url) => loadFiles(world, folder, url));
  const undisturbed = await before.clone();
  const loaded = await tableState(undisturbed.database);
  await retain(undisturbed);
  const clean = await tableState(undisturbed.database);
  await undisturbed.drop();
  const days = daysOf(loaded.userDays);
  const kept = days.filter((day) => day >= BEFORE);
  expect(kept.length).toBeGreaterThanOrEqual(2);
  expectDays(clean, loaded, kept);
  return {
    killedAt: async (point) => {
      const database = await before.clone();
      const environment = { DATABASE_URL: database.url, RETAIN_BEFORE: BEFORE, FAULT_POINT: point };
      expect((await runProgram('retain-once', environment)).end).toBe('SIGKILL');
      const dropped = DROPPED[point as keyof typeof DROPPED];
      expectDays(await tableState(database.database), loaded, days.slice(dropped));
      await retain(database);
      expect(await tableState(database.database)).toEqual(clean);
      await database.drop();
    },
    remove: async () => {
      await before.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
