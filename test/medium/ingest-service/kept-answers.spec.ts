import { READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, manyPlays, removeLogsFolders } from './logs-folder.js';

let service: IngestApp;

beforeAll(async () => {
  const days = Array.from({ length: 9 }, (_, day) => [
    `2017040${day + 1}_1_play.log`,
    manyPlays(day + 1, 50),
  ]);
  service = await startIngestApp(await makeLogsFolder(Object.fromEntries(days) as Record<string, string>));
  await service.runJob('/admin/ingest/archives', { path: '.' });
});

afterAll(async () => {
  await service.close();
  await removeLogsFolders();
});

it.each(['/ingest/archives', '/ingest/coverage', '/ingest/quality'])(
  '%s is compressed, and sent again only when it has changed',
  async (url) => {
    const headers = { authorization: `Bearer ${READ}`, 'accept-encoding': 'gzip' };
    const first = await service.app.inject({ url, headers });
    expect(first.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'private, no-cache' });
    const tag = String(first.headers['etag']);
    const again = await service.app.inject({ url, headers: { ...headers, 'if-none-match': tag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const other = await service.app.inject({ url, headers: { ...headers, 'if-none-match': 'W/"other"' } });
    expect(other.statusCode).toBe(200);
  },
);
