import { jest } from '@jest/globals';
import { ERASURE_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { download, makeLogsFolder, play, removeLogsFolders } from '../medium/ingest-service/logs-folder.js';
import { tableState } from '../medium/ingest-service/table-state.js';
import type { TableState } from '../medium/ingest-service/table-state.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(120_000);

const GONE = '7700077';
let logsFolder: string;

beforeAll(async () => {
  const days = ['01', '02', '03'].map((day) => ({
    [`201704${day}_1_play.log`]: play(+GONE, 1, 100).repeat(3) + play(168000001, 1, 100),
    [`201704${day}_1_down.log`]: download(+GONE, 2) + download(168000001, 2),
  }));
  logsFolder = await makeLogsFolder(Object.assign({}, ...days) as Record<string, string>);
});

afterAll(removeLogsFolders);

/** Loads the logs, and erases the user by a service that dies at `point`; another one goes on. */
async function erasedAfterDeath(point: string | null): Promise<TableState> {
  const testDatabase = await createTestDatabase();
  const { url, database } = testDatabase;
  const start = (environment: Record<string, string>): Promise<ServiceProcess> =>
    startService('ingest', { databaseUrl: url, logsFolder, environment });
  const dying = await start(point === null ? {} : { FAULT_POINT: point });
  await dying.runJob('/admin/ingest/archives', { path: '.' });
  const job = await dying.startJob('/admin/users/erase', { userIds: [GONE] });
  let service = dying;
  if (point !== null) {
    while (!dying.ended) await new Promise((resolve) => setTimeout(resolve, 50));
    service = await start({});
    expect((await service.waitForJob(job)).state).toBe('failed');
    // Any user will do: the job finishes what was left.
    await service.runJob('/admin/users/erase', { userIds: ['5'] });
  } else await dying.waitForJob(job);
  await service.stop();
  const state = await tableState(database);
  await testDatabase.drop();
  return state;
}

describe('an erasure whose service dies', () => {
  it.each(ERASURE_FAULT_POINTS)('at %s is finished by the next one', async (point) => {
    const undisturbed = await erasedAfterDeath(null);
    expect(JSON.stringify(undisturbed)).not.toContain(GONE);
    expect(await erasedAfterDeath(point)).toEqual(undisturbed);
  });
});
