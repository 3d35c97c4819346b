import { writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERASURE_FAULT_POINTS } from '../../../apps/ingest-service/src/storage/fault-point.js';
import { tableState } from '../../medium/ingest-service/table-state.js';
import { startService } from '../../support/running-services.js';
import type { ServiceProcess } from '../../support/service-process.js';
import { prepareDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { loadFiles } from '../../support/worlds.js';
import type { World } from '../../support/worlds.js';
import type { PreparedWork, Work } from './work.js';

const DAYS = { firstDay: '2017-05-02', lastDay: '2017-05-04' };

/** An erasure whose service dies: it is finished by the next one, whoever is erased then. */
export const erasureIn = (world: World): Work => ({
  name: `an erasure of a user of the world ${world.name}`,
  points: ERASURE_FAULT_POINTS,
  prepare: () => prepared(world),
});

async function stateOf({ database }: TestDatabase): Promise<unknown> {
  return [await tableState(database), await database.query('SELECT text FROM user_key ORDER BY 1')];
}

async function prepared(world: World): Promise<PreparedWork> {
  const logsFolder = mkdtempSync(join(tmpdir(), 'logs-'));
  await writeSampleLogs({ directory: logsFolder, world: world.name, userCount: 100, seed: 9, ...DAYS });
  const start = ({ url }: TestDatabase, environment: Record<string, string> = {}): Promise<ServiceProcess> =>
    startService('ingest', { databaseUrl: url, logsFolder, environment });
  const users = Map.groupBy((await world.recount(logsFolder)).keys(), (key) => key.split(' ')[2]!);
  users.delete('0');
  // Who has events of most days and kinds.
  const [gone] = [...users].reduce((most, user) => (user[1].length > most[1].length ? user : most));
  const loaded = await prepareDatabase((url) => loadFiles(world, logsFolder, url));
  const database = await loaded.clone();
  const service = await start(database);
  await service.runJob('/admin/users/erase', { userIds: [gone] });
  await service.stop();
  const undisturbed = await stateOf(database);
  await database.drop();
  for (const id of [gone, world.internalId(gone)]) expect(JSON.stringify(undisturbed)).not.toContain(id);
  return {
    killedAt: async (point) => {
      const killed = await loaded.clone();
      const dying = await start(killed, { FAULT_POINT: point });
      const job = await dying.startJob('/admin/users/erase', { userIds: [gone] });
      await until(() => dying.ended, 'the death of the service');
      const next = await start(killed);
      expect((await next.waitForJob(job)).state).toBe('failed');
      // Any user will do: the job finishes what was left.
      await next.runJob('/admin/users/erase', { userIds: ['5'] });
      await next.stop();
      expect(await stateOf(killed)).toEqual(undisturbed);
      await killed.drop();
    },
    remove: async () => {
      await loaded.drop();
      rmSync(logsFolder, { recursive: true, force: true });
    },
  };
}
