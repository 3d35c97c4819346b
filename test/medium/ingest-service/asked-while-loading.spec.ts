import type { JobDto } from '#common';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { startService } from '../../support/running-services.js';
import type { ServiceProcess } from '../../support/service-process.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { makeLogsFolder, removeLogsFolders } from './logs-folder.js';

const RECORDS = 30_000;
const plays = Array.from({ length: RECORDS }, (_, n) => ({
  u: `user ${n % 5_000}`,
  s: `song ${n % 3_000}`,
  t: new Date(Date.UTC(2024, 0, 1 + (n % 5), n % 24)).toISOString(),
}));
const lines = plays.map((play) => JSON.stringify(play));
const columnData = (['u', 's', 't'] as const).map((name) => ({
  ...{ name, type: 'STRING' as const },
  data: plays.map((play) => play[name]),
}));
const FORMS = {
  lines: lines.join('\n'),
  array: `[${lines.join(',')}]`,
  csv: ['u,s,t', ...plays.map(({ u, s, t }) => `${u},${s},${t}`)].join('\n'),
  parquet: Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: RECORDS })),
};

let testDatabase: TestDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  // Any load makes the event loop later than that.
  const environment = { OVERLOAD_LAG_MS: '1' };
  const logsFolder = await makeLogsFolder(FORMS);
  service = await startService('ingest', { databaseUrl: testDatabase.url, logsFolder, environment });
});

afterAll(async () => {
  await service.stop();
  await testDatabase.drop();
  await removeLogsFolders();
});

/** The answer once the service, which refuses while it is late, takes the request. */
async function untilTaken<Body>(path: string, body: object): Promise<Body> {
  const answer = await until(async () => {
    const taken = await service.ask<Body>(path, { body });
    return taken.status < 300 ? taken : null;
  }, `an answer of ${path}`);
  return answer.body;
}

it.each(Object.keys(FORMS))('answers each question for the job that loads %s', async (form) => {
  const text = `name: ${form}\nrecords: ${form}\nuser: u\nsong: s\ntime: t\n`;
  await untilTaken('/admin/ingest/mappings', { text });
  let job = await untilTaken<JobDto>('/admin/ingest/archives', { path: form, mapping: form });
  while (job.state === 'queued' || job.state === 'running')
    job = await service.get<JobDto>(`/jobs/${job.id}`);
  expect(job).toMatchObject({ state: 'succeeded', result: { events: { play: RECORDS } } });
});
