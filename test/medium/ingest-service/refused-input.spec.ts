import { ADMIN, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';

let service: IngestApp;

beforeAll(async () => {
  service = await startIngestApp(
    await makeLogsFolder({ '20170401_1_play.log': play(1, 2, 100) + play(3, 4, 100) }),
  );
});

afterAll(async () => {
  await service.close();
  await removeLogsFolders();
});

interface Refused {
  code: string;
  detail: string;
}

async function plays(): Promise<number> {
  const [row] = await service.testDatabase.database.query<{ plays: number }>(
    'SELECT count(*)::int AS plays FROM play_event',
  );
  return row!.plays;
}

it('is no load where a member is null', async () => {
  await service.runJob('/admin/ingest/archives', { path: '.' });
  expect(await plays()).toBe(2);
  const { status, body } = await service.ask<Refused>('POST', '/admin/ingest/archives', ADMIN, {
    path: '20170401_1_play.log',
    includeDropped: null,
  });
  expect({ status, detail: body.detail }).toEqual({
    status: 400,
    detail: 'includeDropped must not be null: leave it out.',
  });
  expect(await plays()).toBe(2);
});

const DAYS = ['', '0000-01-01', '2017-02-30', '2017-4-1', '2017-04-01T00:00:00Z', '2017-W14-6', '20170401'];

it.each<['POST' | 'PUT', string, object]>([
  ['POST', '/admin/ingest/archives', { path: null }],
  ['POST', '/admin/ingest/archives', { path: '.', includeDropped: null }],
  ['POST', '/admin/ingest/archives', { path: '.', includeDropped: 'yes' }],
  ['POST', '/admin/ingest/archives', { path: '.', sample: 0.5 }],
  ['POST', '/admin/ingest/retention', { before: '2017-04-01', dryRun: null }],
  ['POST', '/admin/ingest/retention', { before: '2017-04-01', everything: null }],
  ['PUT', '/admin/ingest/exclusions/5', { excluded: null, reason: 'bot' }],
  ['PUT', '/admin/ingest/exclusions/5', { excluded: true, reason: null }],
  ['PUT', '/admin/ingest/exclusions/5', { excluded: true, reason: 'a\0b' }],
  ['POST', '/events', { events: null }],
  ['POST', '/events', {}],
  ...[...DAYS, null, 20170401].map((before): ['POST', string, object] => [
    'POST',
    '/admin/ingest/retention',
    { before },
  ]),
])('%s %s %j is refused', async (method, url, payload) => {
  const { status, body } = await service.ask<Refused>(method, url, ADMIN, payload);
  expect([status, body.code]).toEqual([400, 'validation_failed']);
});

it.each([
  '/ingest/archives?limit=',
  '/ingest/archives?limit=1e1000',
  '/ingest/archives?state=',
  '/ingest/archives?cursor=',
  '/ingest/archives/1.5',
  '/ingest/archives/0x11',
  '/ingest/exclusions?state=',
  '/ingest/exclusions?cursor=',
  '/ingest/exclusions?limit=%20',
  ...['/ingest/coverage', '/ingest/quality', '/admin/exports/play_ds.csv'].flatMap((path) =>
    DAYS.map((day) => `${path}?from=${encodeURIComponent(day)}`),
  ),
])('GET %s is refused', async (url) => {
  const { status, body } = await service.ask<Refused>('GET', url, ADMIN);
  expect(status).toBe(400);
  expect(['validation_failed', 'cursor_invalid']).toContain(body.code);
});

it('takes days that are odd but days', async () => {
  const { status } = await service.ask(
    'GET',
    '/admin/exports/play_ds.csv?from=0001-01-01&to=9999-12-31',
    ADMIN,
  );
  expect(status).toBe(200);
});
