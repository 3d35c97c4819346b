import { ingestClient } from '#clients';
import { join } from 'node:path';
import { sendArchive } from '../../../apps/ingest-service/src/cli/load-archives.js';
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

it('sends an archive whole, again when the connection broke', async () => {
  const path = join(await makeLogsFolder({ [NAME]: PLAYS }), NAME);
  service.answer(broken, refused(503, {}, { 'retry-after': '0' }), ok({}));
  let sent = 0;
  const client = ingestClient({ url: service.url, key: 'a-key' });
  const archive = { name: NAME, path, byteCount: PLAYS.length, sha256: 'a'.repeat(64) };
  await sendArchive(client, 'the-upload', archive, (bytes) => (sent = bytes));
  expect(sent).toBe(PLAYS.length);
  expect(service.asked.map(({ method, url, body }) => [method, url, body])).toEqual(
    [1, 2, 3].map(() => ['PUT', `/admin/ingest/uploads/the-upload/${NAME}`, PLAYS.length]),
  );
  expect(service.asked[2]!.headers['x-checksum-sha256']).toBe('a'.repeat(64));
});
