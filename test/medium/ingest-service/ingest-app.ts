import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import type { Answer } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { endOfJob } from '../../support/until.js';
import { useShared } from '../../support/use-shared.js';
import { makeLogsFolder, removeLogsFolders } from './logs-folder.js';

export { ADMIN, READ } from '../../support/service-app.js';

interface EndedJob {
  state: string;
  result: Record<string, unknown>;
  error?: unknown;
}

/** The ingest service on a database of its own, asked without a port; every answer is checked against the API document. */
export interface IngestApp {
  app: NestFastifyApplication;
  testDatabase: TestDatabase;
  ask<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    key: string | null,
    payload?: object,
  ): Promise<Answer<Body>>;
  /** Starts a job and answers it when it has ended. */
  runJob(url: string, payload: object): Promise<EndedJob>;
  /** The job when it has ended. */
  endOfJob(id: string): Promise<EndedJob>;
  close(): Promise<void>;
}

export async function startIngestApp(
  logs: string,
  settings: Record<string, string> = {},
  create: () => Promise<TestDatabase> = createTestDatabase,
): Promise<IngestApp> {
  const testDatabase = await create();
  const app = await startApp(ingestService, testDatabase.url, { LOGS_DIR: logs, ...settings });
  const ask = asking(app, ingestService);
  return {
    app,
    testDatabase,
    ask: (method, url, key, body) => ask(method, url, { key, body }),
    endOfJob: (id) => endOfJob(async () => (await ask<EndedJob>('GET', `/jobs/${id}`)).body),
    runJob: async (url, body) => await endOfStarted(ask, await ask('POST', url, { body })),
    close: async () => {
      await app.close();
      await testDatabase.drop();
    },
  };
}

type Files = Parameters<typeof makeLogsFolder>[0];

/** One service that the tests of a file share, with its folder of logs. Call it once, outside of every test. */
export function useIngestApp(
  files: Files | (() => Files | Promise<Files>),
  settings: Record<string, string> = {},
): IngestApp & { logs: string } {
  return useShared(
    async () => {
      const logs = await makeLogsFolder(typeof files === 'function' ? await files() : files);
      return { ...(await startIngestApp(logs, settings)), logs };
    },
    async (ingest) => {
      await ingest.close();
      await removeLogsFolders();
    },
  );
}
