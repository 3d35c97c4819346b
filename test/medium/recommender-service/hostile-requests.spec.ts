import { faultsUnder, hostileRequests } from '../../support/hostile-requests.js';
import type { HostileRequest } from '../../support/hostile-requests.js';
import { SERVICES } from '../common/documented-service.js';
import { startRecommender } from './running-recommender.js';
import type { RunningRecommender } from './running-recommender.js';

const KEY = 'admin-key-0123456789';

let service: RunningRecommender;
let listening: Awaited<ReturnType<(typeof SERVICES)['recommender-service']>>;

beforeAll(async () => {
  service = await startRecommender();
  await service.writeScores(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [n + 1, n / 60])));
  await service.retrain();
  listening = await SERVICES['recommender-service'](service.databaseUrl);
});

afterAll(async () => {
  await listening.app.close();
  await service.stop();
});

async function send({ method, url, body }: Omit<HostileRequest, 'isWrong'>) {
  const response = await fetch(listening.url + url, {
    method,
    headers: {
      Authorization: `Bearer ${KEY}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function get<Body>(url: string): Promise<Body> {
  return JSON.parse((await send({ method: 'GET', url })).text) as Body;
}

describe('a recommender with a live model', () => {
  it('refuses a wrong value of each operation, and fails at none', async () => {
    const requests = hostileRequests(listening.document);
    expect(requests.length).toBeGreaterThan(30);
    expect(await faultsUnder(requests, listening.document, send)).toEqual([]);
  }, 180_000);

  it.each([
    '/recommend/7?limit=2',
    '/recommend/songs/1001/users?limit=2',
    '/recommend/winback?limit=2&band=low',
    '/admin/songs/hidden?limit=2',
  ])('takes no cursor of %s that was edited', async (url) => {
    for (const song of ['1040', '1041', '1042']) {
      const body = JSON.stringify({ hidden: true });
      await send({ method: 'PUT', url: `/admin/songs/${song}/hidden`, body });
    }
    const { nextCursor } = await get<{ nextCursor: string }>(url);
    expect((await send({ method: 'GET', url: `${url}&cursor=${nextCursor}` })).status).toBe(200);
    const edited = Array.from({ length: 24 }, (_, n) => {
      const at = Math.floor((n * nextCursor.length) / 24);
      const other = nextCursor[at] === 'A' ? 'B' : 'A';
      return nextCursor.slice(0, at) + other + nextCursor.slice(at + 1);
    });
    for (const cursor of [...edited, nextCursor.slice(0, -1), `${nextCursor}A`, '%00', '{}', '1']) {
      const answer = await send({ method: 'GET', url: `${url}&cursor=${encodeURIComponent(cursor)}` });
      expect([cursor, answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([
        cursor,
        400,
        'cursor_invalid',
      ]);
    }
  });

  it.each(['0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59.999999999-12:00', '2016-02-29t00:00:00z'])(
    'records songs shown at %s',
    async (shownAt) => {
      const { recommendationId } = await get<{ recommendationId: string }>('/recommend/7');
      const body = JSON.stringify({ recommendationId, songIds: ['1001'], shownAt });
      const { status, text } = await send({ method: 'POST', url: '/recommend/impressions', body });
      expect([status, text]).toEqual([200, '{"recorded":1,"duplicates":0}']);
    },
  );

  it('counts outcomes from the first to the last day there is', async () => {
    const days = [
      'from=0001-01-01&to=9999-12-31',
      'to=0001-01-01',
      'from=0001-01-01&to=0001-01-01',
      'from=9999-12-31&to=9999-12-31',
    ];
    for (const query of days) {
      const answer = await send({ method: 'GET', url: `/recommend/outcomes?${query}` });
      expect([query, answer.status]).toEqual([query, 200]);
    }
  });
});
