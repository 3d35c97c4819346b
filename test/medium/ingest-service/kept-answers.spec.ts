import { READ, useIngestApp } from './ingest-app.js';
import { manyPlays } from './logs-folder.js';

const DAYS = Array.from({ length: 9 }, (_, day) => [`2017040${day + 1}_1_play.log`, manyPlays(day + 1, 50)]);
const service = useIngestApp(Object.fromEntries(DAYS) as Record<string, string>);

beforeAll(() => service.runJob('/admin/ingest/archives', { path: '.' }));

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
