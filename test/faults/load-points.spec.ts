import { SELECT_UNMERGED } from '../../apps/ingest-service/src/storage/songs/song-merges.sql.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import { startService } from '../support/running-services.js';
import { until } from '../support/until.js';
import { faultPoints, KilledLoads } from './killed-loads.js';

let loads: KilledLoads;

beforeAll(async () => {
  loads = await KilledLoads.prepare();
});
afterEach(() => loads.dropDatabases());
afterAll(() => loads.remove());

it('has something of everything when nothing disturbs it', () => {
  expect(loads.clean.archives.map(({ name, state }) => `${String(name)} ${String(state)}`)).toEqual([
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
  for (const [table, rows] of Object.entries(loads.clean))
    expect(`${table} ${rows.length > 0}`).toBe(`${table} true`);
  expect(loads.clean.excludedUsers.map(({ user_id }) => user_id)).toEqual(['0', '7']);
});

// The other half is in load-points-too.spec.ts, so that two workers share them.
it.each(faultPoints().filter((_, at) => at % 2 === 0))(
  'a load that is killed hard at %s leaves the tables of a clean load after the next one',
  async (point) => {
    expect(await loads.killedAt(point)).toEqual(loads.clean);
  },
);

it('a killed load leaves songs that the next start of the service merges, without another load', async () => {
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
  }
});
