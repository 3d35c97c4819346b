import { tableState } from '../medium/ingest-service/table-state.js';
import { faultPoints, KilledLoads } from './killed-loads.js';

let loads: KilledLoads;

beforeAll(async () => {
  loads = await KilledLoads.prepare();
});
afterEach(() => loads.dropDatabases());
afterAll(() => loads.remove());

it.each(faultPoints().filter((_, at) => at % 2 === 1))(
  'a load that is killed hard at %s leaves the tables of a clean load after the next one',
  async (point) => {
    expect(await loads.killedAt(point)).toEqual(loads.clean);
  },
);

it('a load is killed in tests alone', async () => {
  const database = await loads.database();
  expect(await loads.loadElsewhere(database, 'rows_copied', 'production')).toBe('0');
  expect(await tableState(database.database)).toEqual(loads.clean);
});

it('two loads at once, of which one is killed, leave the tables of a clean load', async () => {
  const database = await loads.database();
  const [killed, other] = await Promise.all([
    loads.loadElsewhere(database, 'songs_merged'),
    loads.loadElsewhere(database, ''),
  ]);
  // The one that comes second finds nothing to merge, so it may live.
  expect(['SIGKILL', '0']).toContain(killed);
  expect(other).toBe('0');
  expect(await tableState(database.database)).toEqual(loads.clean);
});
