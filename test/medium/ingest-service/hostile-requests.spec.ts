import { createApiDocument } from '#common';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { faultsUnder, hostileRequests } from '../../support/hostile-requests.js';
import { ADMIN, useIngestApp } from './ingest-app.js';
import type { HostileRequest } from '../../support/hostile-requests.js';
import { manyPlays } from './logs-folder.js';

const service = useIngestApp(
  {
    '20170401_1_play.log': manyPlays(1, 300),
    '20170402_1_play.log': manyPlays(2, 300),
  },
  { RATE_LIMIT_PER_MINUTE: '0' },
);

beforeAll(() => service.runJob('/admin/ingest/archives', { path: '.' }));

/** An event that is wrong is refused alone, in the answer to its batch. */
function isBatch({ url, body = '' }: HostileRequest): boolean {
  return url === '/events' && /^\{"events":\[./.test(body) && !body.startsWith('{"events":[]');
}

it('refuses a wrong value of each operation where days are loaded, and loses none of them', async () => {
  const { app, testDatabase } = service;
  const COUNT = `SELECT (SELECT count(*) FROM play_event WHERE day IN ('2017-04-01', '2017-04-02')) AS plays,
    (SELECT count(*) FROM archive WHERE name NOT LIKE 'events/%') AS archives`;
  const before = await testDatabase.database.query(COUNT);
  const document = createApiDocument(app, ingestService);
  const requests = hostileRequests(document).map((request) =>
    isBatch(request) ? { ...request, isWrong: false } : request,
  );
  const faults = await faultsUnder(requests, document, async ({ method, url, body }) => {
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
    const answer = await app.inject({
      method: method as 'POST',
      url,
      headers: body === undefined ? { authorization: headers.authorization } : headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  });
  expect(faults).toEqual([]);
  expect(requests.length).toBeGreaterThan(30);
  expect(await testDatabase.database.query(COUNT)).toEqual(before);
}, 180_000);
