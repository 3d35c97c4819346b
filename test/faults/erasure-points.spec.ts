import { jest } from '@jest/globals';
import { ERASURE_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { download, makeLogsFolder, play, removeLogsFolders } from '../medium/ingest-service/logs-folder.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import type { TableState } from '../medium/ingest-service/table-state.js';
import { createLoader } from '../support/archive-loader.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(120_000);

const GONE = '7700077';
let logsFolder: string;
let loaded: PreparedDatabase;
let undisturbed: TableState;

beforeAll(async () => {
  const days = ['01', '02', '03'].map((day) => ({
    [`201704${day}_1_play.log`]: play(+GONE, 1, 100).repeat(3) + play(168000001, 1, 100),
    [`201704${day}_1_down.log`]: download(+GONE, 2) + download(168000001, 2),
  }));
  logsFolder = await makeLogsFolder(Object.assign({}, ...days) as Record<string, string>);
  loaded = await prepareDatabase(async (url) => {
    const loader = await createLoader(url);
    await loader.load(logsFolder);
    await loader.close();
  });
  const database = await loaded.clone();
  const service = await start(database);
  await service.runJob('/admin/users/erase', { userIds: [GONE] });
  await service.stop();
  undisturbed = await tableState(database.database);
  await database.drop();
});

afterAll(async () => {
  await loaded.drop();
  await removeLogsFolders();
});

function start({ url }: TestDatabase, environment: Record<string, string> = {}): Promise<ServiceProcess> {
  return startService('ingest', { databaseUrl: url, logsFolder, environment });
}

describe('an erasure whose service dies', () => {
  it.each(ERASURE_FAULT_POINTS)('at %s is finished by the next one', async (point) => {
    expect(JSON.stringify(undisturbed)).not.toContain(GONE);
    const database = await loaded.clone();
    const dying = await start(database, { FAULT_POINT: point });
    const job = await dying.startJob('/admin/users/erase', { userIds: [GONE] });
    await until(() => dying.ended, 'the death of the service');
    const service = await start(database);
    expect((await service.waitForJob(job)).state).toBe('failed');
    // Any user will do: the job finishes what was left.
    await service.runJob('/admin/users/erase', { userIds: ['5'] });
    await service.stop();
    expect(await tableState(database.database)).toEqual(undisturbed);
    await database.drop();
  });
});
