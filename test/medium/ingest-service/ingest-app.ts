import { createApiDocument, createService, loadSettings } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { ingestSettings } from '../../../apps/ingest-service/src/ingest.settings.js';
import { ConformingAnswers } from '../../support/conforming-answers.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { endOfJob } from '../../support/until.js';

export const READ = 'read-key-of-the-test';
export const ADMIN = 'admin-key-of-the-test';

interface IngestAnswer<Body> {
  status: number;
  contentType: string;
  text: string;
  /** Parsed when the answer is JSON. */
  body: Body;
}

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
  ): Promise<IngestAnswer<Body>>;
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
  const app = await createService(
    ingestService,
    loadSettings(ingestSettings, {
      DATABASE_URL: testDatabase.url,
      LOGS_DIR: logs,
      READ_KEYS: READ,
      ADMIN_KEYS: ADMIN,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      // The machine of the tests may be busy.
      OVERLOAD_LAG_MS: '0',
      ...settings,
    }),
  );
  await app.init();
  const conforming = new ConformingAnswers(createApiDocument(app, ingestService));

  const ask: IngestApp['ask'] = async <Body>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    key: string | null,
    payload?: object,
  ): Promise<IngestAnswer<Body>> => {
    const response = await app.inject({
      method,
      url,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      ...(payload === undefined ? {} : { payload }),
    });
    conforming.check(method, url, {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
    });
    const contentType = response.headers['content-type'] ?? '';
    return {
      status: response.statusCode,
      contentType,
      text: response.body,
      body: (/\bjson/.test(contentType) ? response.json() : null) as Body,
    };
  };

  const jobAtEnd = (id: string): Promise<EndedJob> =>
    endOfJob(async () => (await ask<EndedJob>('GET', `/jobs/${id}`, READ)).body);

  return {
    app,
    testDatabase,
    ask,
    endOfJob: jobAtEnd,
    runJob: async (url, payload) => {
      const { status, body } = await ask<{ id: string }>('POST', url, ADMIN, payload);
      if (status !== 202) throw new Error(`${url} was answered ${status}: ${JSON.stringify(body)}`);
      return await jobAtEnd(body.id);
    },
    close: async () => {
      await app.close();
      await testDatabase.drop();
    },
  };
}
