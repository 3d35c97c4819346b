import { createApiDocument } from '#common';
import { gzipSync } from 'node:zlib';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { ConformingAnswers } from '../../support/conforming-answers.js';
import { DocumentedOperations } from '../../support/documented-operations.js';
import { ADMIN, useIngestApp } from './ingest-app.js';
import { manyPlays, play, search } from './logs-folder.js';

/*
 * Every operation at least once, and refusals that no other spec asks for; `ask` compares each answer with the API
 * document, as it does in all specs of this service.
 */

type Request = [
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  status: number,
  payload?: object,
  code?: string,
];

let operations: DocumentedOperations;
const asked = new Set<string>();

async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  const answer = await service.ask<{ code?: string; id?: string; nextCursor?: string | null }>(
    method,
    url,
    ADMIN,
    payload,
  );
  const operation = operations.of(method, url.split('?')[0]!);
  if (operation !== null && answer.status < 300) asked.add(`${method} ${operation.template}`);
  return answer;
}

const service = useIngestApp({
  '20170401_1_play.log': `264715\n${manyPlays(1, 300)}${play('x', 1, 1)}${play(7, 1, '90000', 200)}`,
  '20170401_1_search.log': search(7, '2017-04-01 12:00:00', 'mc'),
  '20170402_1_play.log.gz': gzipSync(manyPlays(2, 300)).subarray(0, -50),
  '20170403_1_play.log': manyPlays(3, 300),
  '20170405_1_play.log': '',
  'list.html': 'no log',
});

beforeAll(async () => {
  await service.app.listen(0, '127.0.0.1');
  operations = new DocumentedOperations(createApiDocument(service.app, ingestService));
  await service.runJob('/admin/ingest/archives', { path: '.' });
});

const EVENT = { eventId: 'a', kind: 'play', happenedAt: '2017-04-03T10:00:00', userId: '7', songId: '1' };

const MAPPING = 'name: ours\nrecords: lines\nuser: u\nsong: s\ntime: t\n';
const HEAD = Buffer.from('{"u":"ann","s":"1","t":"2024-01-01T10:00:00Z"}\n').toString('base64');

const REQUESTS: Request[] = [
  ['GET', '/health/live', 200],
  ['GET', '/health/ready', 200],
  ['GET', '/ingest/archives?limit=2', 200],
  ['GET', '/ingest/archives/summary', 200],
  ['GET', '/ingest/archives/1', 200],
  ...['/ingest/coverage', '/ingest/quality'].flatMap((path): Request[] => [
    ['GET', path, 200],
    ['GET', `${path}?from=2017-04-01&to=2017-04-02`, 200],
    ['GET', `${path}?from=2030-01-01&to=2030-01-02`, 200],
    ['GET', `${path}?from=2017-04-02&to=2017-04-01`, 400, undefined, 'range_reversed'],
    ['GET', `${path}?from=0001-01-01&to=2017-04-01`, 400, undefined, 'range_too_long'],
  ]),
  ['POST', '/events', 200, { events: [EVENT, EVENT, { ...EVENT, userId: 'x' }, null, 7] }],
  [
    'POST',
    '/events',
    400,
    {
      events: Array.from({ length: 63 }, (_, day) => ({
        ...EVENT,
        happenedAt: new Date(Date.UTC(2016, 0, 1 + day)).toISOString(),
      })),
    },
    'too_many_days',
  ],
  ['PUT', '/admin/ingest/exclusions/5', 200, { excluded: true, reason: 'bot' }],
  ['PUT', '/admin/ingest/exclusions/6', 200, { excluded: false, reason: 'known' }],
  ['GET', '/ingest/exclusions?limit=1', 200],
  ['GET', '/ingest/exclusions?state=included', 200],
  ['DELETE', '/admin/ingest/exclusions/5', 200],
  ['GET', '/admin/exports/play_ds.csv', 200],
  ['GET', '/admin/exports/download_ds.csv', 404, undefined, 'export_unknown'],
  ['GET', '/ingest/users', 200],
  ['GET', '/ingest/users/7/days', 200],
  ['PUT', '/admin/facts/plan', 200, { type: 'text', label: 'Plan' }],
  ['GET', '/ingest/facts', 200],
  ['PUT', '/users/7/facts', 200, { day: '2017-04-02', facts: { plan: 'free' } }],
  ['GET', '/ingest/users/7/facts', 200],
  ['DELETE', '/admin/facts/plan', 200],
  ['PUT', '/admin/song-properties', 200, { properties: [{ name: 'mood', type: 'texts' }] }],
  ['PUT', '/songs/4711', 200, { title: 'Moonlight', genres: ['pop'], properties: { mood: ['calm'] } }],
  ['GET', '/ingest/song-properties', 200],
  ['GET', '/ingest/songs/4711', 200],
  ['GET', '/ingest/songs/4712', 404, undefined, 'song_unknown'],
  ['GET', '/admin/settings', 200],
  ['GET', '/admin/audit', 200],
  ['GET', '/admin/keys', 200],
  ['GET', '/admin/keys/current', 200],
  ['POST', '/admin/keys', 201, { name: 'robot', scopes: ['read'] }],
  ['POST', '/admin/keys/robot/rotate', 200, {}],
  ['GET', '/admin/keys/robot/requests', 200],
  ['DELETE', '/admin/keys/robot', 200],
  ['POST', '/admin/users/exclude', 200, { userIds: ['8', '9'] }],
  ['POST', '/admin/users/include', 200, { userIds: ['8', '9'] }],
  ['POST', '/admin/users/readmit', 200, { userIds: ['8', '9'] }],
  ['GET', '/admin/users/5/export', 200],
  [
    'POST',
    '/admin/ingest/known-archives',
    200,
    { archives: [{ name: '20170401_1_play.log', sha256: '0'.repeat(64) }] },
  ],
  ['POST', '/admin/ingest/bucket', 404, undefined, 'bucket_not_set'],
  ['POST', '/admin/ingest/mappings', 200, { text: MAPPING }],
  ['GET', '/ingest/mappings', 200],
  ['POST', '/ingest/mappings/draft', 200, { name: 'a.jsonl', head: HEAD }],
  ['POST', '/ingest/mappings/check', 200, { name: 'a.jsonl', head: HEAD, mapping: MAPPING }],
  ['PUT', '/admin/acknowledgements/hole.2017-04-01.play', 200, { note: 'The disk was full.' }],
  ['GET', '/acknowledgements', 200],
  ['DELETE', '/admin/acknowledgements/hole.2017-04-01.play', 200],
  ['DELETE', '/admin/acknowledgements/hole.2017-04-01.play', 404, undefined, 'acknowledgement_unknown'],
  ['GET', '/jobs?limit=5', 200],
];

it.each(REQUESTS.map(([method, url, status, ...rest]) => ({ method, url, status, rest })))(
  '$method $url is answered $status as documented',
  async ({ method, url, status, rest: [payload, code] }) => {
    const answer = await ask(method, url, payload);
    // Null where the answer is no JSON.
    const body = answer.body as { code?: string } | null;
    expect({ status: answer.status, code: body?.code }).toEqual({ status, code });
  },
);

/** Bodies that are streams need a port. */
it.each([
  ['archives', manyPlays(4, 9), 202],
  ['uploads/0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1c', 'x', 200],
])('an upload to %s is answered as documented', async (place, body, status) => {
  const path = `/admin/ingest/${place}/20170404_1_play.log`;
  const response = await fetch((await service.app.getUrl()) + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN}` },
    body,
  });
  const text = await response.text();
  const document = createApiDocument(service.app, ingestService);
  new ConformingAnswers(document).check('PUT', path, {
    status: response.status,
    headers: response.headers,
    text,
  });
  expect(response.status).toBe(status);
  asked.add(`PUT /admin/ingest/${place.replace(/\/.*/, '/{upload}')}/{name}`);
});

it('gives pages that follow one another', async () => {
  for (const list of ['archives', 'exclusions']) {
    const { body } = await ask('GET', `/ingest/${list}?limit=1`);
    const next = await ask('GET', `/ingest/${list}?limit=1&cursor=${body.nextCursor}`);
    expect(next.status).toBe(200);
  }
});

it.each<[method: 'POST' | 'DELETE', url: string, payload: object | undefined]>([
  ['POST', '/admin/ingest/archives', { path: '.', includeDropped: true }],
  ['POST', '/admin/ingest/uploads/0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1c', {}],
  ['POST', '/admin/ingest/retention', { before: '2017-04-02', dryRun: true }],
  ['POST', '/admin/ingest/retention', { before: '2017-04-02' }],
  ['DELETE', '/admin/ingest/archives/20170403_1_play.log', undefined],
  ['POST', '/admin/users/erase', { userIds: ['168000001', '5'] }],
])('%s %s starts a job whose every state is answered as documented', async (method, url, payload) => {
  const { status, body } = await ask(method, url, payload);
  expect(status).toBe(202);
  expect(await service.endOfJob(body.id!)).toMatchObject({ state: 'succeeded' });
  expect((await ask('GET', `/jobs/${body.id}`)).status).toBe(200);
  expect((await ask('POST', `/admin/jobs/${body.id}/cancel`)).status).toBe(200);
});

it('is asked for every operation of the document', () => {
  const all = operations.all.map(({ method, template }) => `${method} ${template}`);
  // Asked for where jobs, and buckets, are tested.
  expect(all.filter((operation) => !asked.has(operation))).toEqual(['POST /admin/ingest/bucket']);
});
