import { HourlyUpkeep } from '#common';
import type { AuditPageDto as Page } from '../../../apps/ingest-service/src/audit/audit.dto.js';
import { ADMIN, useIngestApp } from './ingest-app.js';

const service = useIngestApp({}, { AUDIT_KEEP_DAYS: '30' });
beforeEach(() => sql('DELETE FROM audit_entry'));

const sql = (statement: string, parameters: unknown[] = []) =>
  service.testDatabase.database.query<Record<string, unknown>>(statement, parameters);

const page = async (query = ''): Promise<Page> => {
  const { status, body } = await service.ask<Page>('GET', `/admin/audit${query}`, ADMIN);
  expect([query, status]).toEqual([query, 200]);
  return body;
};

/** Entries of days of November 2026, by day. */
async function addEntries(): Promise<void> {
  await sql(
    `INSERT INTO audit_entry (started_at, service, action, key_name, key_scopes, outcome)
     SELECT make_timestamptz(2026, 11, day, 12, 0, 0, 'UTC'), 'churn-service', CASE WHEN day % 2 = 0 THEN 'POST /admin/even' ELSE 'POST /admin/odd' END,
       CASE WHEN day <= 3 THEN 'desk' ELSE 'robot' END, '{console}', CASE WHEN day = 2 THEN 'refused' ELSE 'succeeded' END
     FROM generate_series(1, 6) AS day`,
  );
}

it.each([
  ['', ['even', 'odd', 'even', 'odd', 'even', 'odd']],
  ['?key=desk', ['odd', 'even', 'odd']],
  ['?action=POST%20/admin/odd', ['odd', 'odd', 'odd']],
  ['?outcome=refused', ['even']],
  ['?from=2026-11-02T12:00:00Z&to=2026-11-04T12:00:00Z', ['odd', 'even']],
  ['?key=desk&outcome=succeeded&action=POST%20/admin/even', []],
])('lists the newest first: %s', async (query, actions) => {
  await addEntries();
  const { entries, nextCursor } = await page(query);
  expect(entries.map(({ action }) => action)).toEqual(actions.map((name) => `POST /admin/${name}`));
  expect(nextCursor).toBeNull();
});

it('pages without losing or repeating an entry, while others come', async () => {
  await addEntries();
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { entries, nextCursor }: Page = await page(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...entries.map(({ id }) => id));
    cursor = nextCursor;
    await sql(`INSERT INTO audit_entry (service, action, key_name) VALUES ('x', 'POST /admin/x', 'x')`);
  }
  const ids = await sql(`SELECT id FROM audit_entry WHERE service = 'churn-service' ORDER BY id DESC`);
  expect(seen).toEqual(ids.map(({ id }) => id));
});

it.each([
  '?limit=0',
  '?outcome=well',
  '?from=yesterday',
  '?to=2026-13-01T00:00:00Z',
  '?cursor=abc',
  '?user=7',
])('refuses %s', async (query) => {
  expect((await service.ask('GET', `/admin/audit${query}`, ADMIN)).status).toBe(400);
});

it('shows no token, whatever was done with keys', async () => {
  const { body } = await service.ask<{ token: string }>('POST', '/admin/keys', ADMIN, {
    name: 'desk',
    scopes: ['read'],
  });
  await service.ask('POST', '/admin/keys/desk/rotate', ADMIN, {});
  await service.ask('DELETE', '/admin/keys/desk', ADMIN);
  const { entries } = await page();
  expect(entries.map(({ action, parameters }) => [action, parameters])).toEqual([
    ['DELETE /admin/keys/:name', { name: 'desk' }],
    ['POST /admin/keys/:name/rotate', { name: 'desk' }],
    ['POST /admin/keys', { name: 'desk', scopes: ['read'] }],
  ]);
  const [tables] = await sql(
    `SELECT (SELECT jsonb_agg(e) FROM audit_entry e)::text || (SELECT jsonb_agg(k) FROM api_key_token k)::text AS text`,
  );
  expect(tables!['text']).not.toContain(body.token.slice(13));
});

it('shows how the job of an action ended, also when the queue has forgotten it', async () => {
  const { body } = await service.ask<{ id: string }>('POST', '/admin/ingest/retention', ADMIN, {
    before: '2017-04-01',
    dryRun: true,
  });
  await service.endOfJob(body.id);
  const ended = async () => (await page()).entries.find(({ jobId }) => jobId === body.id);
  const first = await ended();
  expect(first).toMatchObject({ action: 'POST /admin/ingest/retention', jobState: 'succeeded' });
  await service.app.get(HourlyUpkeep).run();
  await sql('DELETE FROM job_queue.job');
  expect(await ended()).toEqual(first);
});

it('drops entries after AUDIT_KEEP_DAYS, and no others', async () => {
  await sql(
    `INSERT INTO audit_entry (started_at, service, action, key_name)
     SELECT now() - make_interval(days => age), 'x', 'POST /admin/x', age::text FROM unnest(ARRAY[31, 29, 0]) AS age`,
  );
  await service.app.get(HourlyUpkeep).run();
  expect((await page()).entries.map(({ key }) => key).sort()).toEqual(['0', '29']);
});
