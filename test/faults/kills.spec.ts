import { jest } from '@jest/globals';
import { SELECT_UNMERGED } from '../../apps/ingest-service/src/storage/songs/song-merges.sql.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import { drawn, IS_THOROUGH, SEED } from '../support/drawn.js';
import { startService } from '../support/running-services.js';
import { until } from '../support/until.js';
import { WORLDS } from '../support/worlds.js';
import { archiveLoad } from './kills/archive-load.js';
import type { KilledLoads } from './kills/archive-load.js';
import { changedLoadIn, loadsBesidePostsIn } from './kills/changed-load.js';
import { erasureIn } from './kills/erasure.js';
import { mappedLoad } from './kills/mapped-load.js';
import { retentionIn } from './kills/retention.js';
import type { PreparedWork, Work } from './kills/work.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(240_000);

/** What is killed in a run, and how often: eight kills, in one of the worlds; all of them in a thorough one. */
function works(): [work: Work, points: readonly string[]][] {
  const worlds = IS_THOROUGH ? WORLDS : drawn(WORLDS, 1);
  const ofWorlds = worlds.flatMap((world): [Work, number][] => [
    [changedLoadIn(world), 1],
    [loadsBesidePostsIn(world), 1],
    [erasureIn(world), 1],
    [retentionIn(world), 1],
  ]);
  const all: [Work, number][] = [[archiveLoad, 2], [mappedLoad, 2], ...ofWorlds];
  if (!IS_THOROUGH) return all.map(([work, kills], n) => [work, drawn(work.points, kills, SEED + n)]);
  return all.map(([work]) => [work, work.points]);
}

describe.each(works().map(([work, points]) => ({ work, points, name: work.name })))(
  `$name that is killed hard (TEST_ORDER_SEED=${SEED})`,
  ({ work, points }) => {
    let prepared: PreparedWork;

    beforeAll(async () => {
      prepared = await work.prepare();
    });
    afterAll(() => prepared.remove());

    it.each(points)('at %s leaves what undisturbed work leaves once it is done again', async (point) => {
      await prepared.killedAt(point);
    });
  },
);

describe('a load of archives', () => {
  let loads: KilledLoads;

  beforeAll(async () => {
    loads = await archiveLoad.prepare();
  });
  afterAll(() => loads.remove());

  it('that is killed leaves songs that the next start of the service merges, without another load', async () => {
    const database = await loads.database();
    expect(await loads.loadElsewhere(database, 'songs_merged')).toBe('SIGKILL');
    expect(await tableState(database.database)).not.toEqual(loads.clean);
    const service = await startService('ingest', { databaseUrl: database.url, logsFolder: loads.folder });
    try {
      const unmerged = () => database.database.query(SELECT_UNMERGED);
      await until(async () => (await unmerged()).length === 0, 'the songs to be merged');
      expect(await tableState(database.database)).toEqual(loads.clean);
    } finally {
      await service.stop();
      await database.drop();
    }
  });

  it('is killed in tests alone', async () => {
    const database = await loads.database();
    expect(await loads.loadElsewhere(database, 'rows_copied', 'production')).toBe('0');
    expect(await tableState(database.database)).toEqual(loads.clean);
    await database.drop();
  });

  it('beside another one, of which one is killed, leaves the tables of a clean load', async () => {
    const database = await loads.database();
    const [killed, other] = await Promise.all([
      loads.loadElsewhere(database, 'songs_merged'),
      loads.loadElsewhere(database, ''),
    ]);
    // The one that comes second finds nothing to merge, so it may live.
    expect(['SIGKILL', '0']).toContain(killed);
    expect(other).toBe('0');
    expect(await tableState(database.database)).toEqual(loads.clean);
    await database.drop();
  });
});
