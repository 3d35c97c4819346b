import { ingestClient } from '#clients';
import { join } from 'node:path';
import { sendArchive } from '../../../apps/ingest-service/src/cli/send-archive.js';
import { broken, ok, refused, ScriptedService } from '../../support/scripted-service.js';
import { makeLogsFolder, manyPlays, removeLogsFolders } from './logs-folder.js';

const service = new ScriptedService();
const NAME = '20170401_1_play.log';
const PLAYS = manyPlays(1, 20_000);

beforeAll(() => service.start());

afterAll(async () => {
  await service.stop();
  await removeLogsFolders();
});

it('sends an archive whole, again when the connection broke, and asks for one job', async () => {
  const folder = await makeLogsFolder({ [NAME]: PLAYS });
  service.answer(broken, refused(503, {}, { 'retry-after': '0' }), ok({ id: 'the-job' }));
  let sent = 0;
  const client = ingestClient({ url: service.url, key: 'a-key' });
  const job = await sendArchive(client, NAME, join(folder, NAME), (bytes) => (sent = bytes));
  expect([job.id, sent]).toEqual(['the-job', PLAYS.length]);
  expect(service.asked.map(({ method, url, body }) => [method, url, body])).toEqual(
    [1, 2, 3].map(() => ['PUT', `/admin/ingest/archives/${NAME}`, PLAYS.length]),
  );
  expect(new Set(service.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});
