import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERASURE_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { loadFiles, WORLDS } from '../support/worlds.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(120_000);

const DAYS = { firstDay: '2017-05-02', lastDay: '2017-05-04' };

describe.each(WORLDS)('an erasure of a user of the world $name whose service dies', (world) => {
  let logsFolder: string;
  let loaded: PreparedDatabase;
  let undisturbed: unknown;
  /** Who has events of most days and kinds. */
  let gone: string;

  beforeAll(async () => {
    logsFolder = mkdtempSync(join(tmpdir(), 'logs-'));
    await writeSampleLogs({ directory: logsFolder, world: world.name, userCount: 100, seed: 9, ...DAYS });
    const users = Map.groupBy((await world.recount(logsFolder)).keys(), (key) => key.split(' ')[2]!);
    users.delete('0');
    [gone] = [...users].reduce((most, user) => (user[1].length > most[1].length ? user : most));
    loaded = await prepareDatabase((url) => loadFiles(world, logsFolder, url));
    const database = await loaded.clone();
    const service = await start(database);
    await service.runJob('/admin/users/erase', { userIds: [gone] });
    await service.stop();
    undisturbed = await stateOf(database);
    await database.drop();
  });

  afterAll(async () => {
    await loaded.drop();
    rmSync(logsFolder, { recursive: true, force: true });
  });

  function start({ url }: TestDatabase, environment: Record<string, string> = {}): Promise<ServiceProcess> {
    return startService('ingest', { databaseUrl: url, logsFolder, environment });
  }

  async function stateOf({ database }: TestDatabase): Promise<unknown> {
    return [await tableState(database), await database.query('SELECT text FROM user_key ORDER BY 1')];
  }

  it.each(ERASURE_FAULT_POINTS)('at %s is finished by the next one', async (point) => {
    for (const id of [gone, world.internalId(gone)]) expect(JSON.stringify(undisturbed)).not.toContain(id);
    const database = await loaded.clone();
    const dying = await start(database, { FAULT_POINT: point });
    const job = await dying.startJob('/admin/users/erase', { userIds: [gone] });
    await until(() => dying.ended, 'the death of the service');
    const service = await start(database);
    expect((await service.waitForJob(job)).state).toBe('failed');
    // Any user will do: the job finishes what was left.
    await service.runJob('/admin/users/erase', { userIds: ['5'] });
    await service.stop();
    expect(await stateOf(database)).toEqual(undisturbed);
    await database.drop();
  });
});
