import { Database } from '#common';
import type { PoolClient } from 'pg';
import { READ, startEcho } from '../medium/common/echo-service.js';
import type { EchoService } from '../medium/common/echo-service.js';

const POOL = 5;
/** What the contract of readiness names. */
const READY_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 20_000;

describe('a service whose connections are all in use', () => {
  let service: EchoService;
  let used: PoolClient[];

  beforeAll(async () => {
    service = await startEcho({ DATABASE_POOL_SIZE: POOL });
    const { pool } = service.app.get(Database);
    used = await Promise.all(Array.from({ length: POOL }, () => pool.connect()));
  });

  afterAll(() => service.close());

  it('answers 503, lives, is not ready, and exports; then it goes on', async () => {
    const asked = service.ask('/jobs', { headers: READ, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const inTime = (): RequestInit => ({ headers: READ, signal: AbortSignal.timeout(READY_WITHIN_MS) });
    expect((await service.ask('/health/live', inTime())).status).toBe(200);
    expect(await service.ask('/health/ready', inTime())).toMatchObject({
      status: 503,
      body: { code: 'not_ready', details: { database: { status: 'down' } } },
    });
    const refused = await asked;
    expect(refused).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    const lines = await fetch(`${service.url}/lines`, { headers: READ });
    expect(await lines.text()).toMatch(/^n\n1\n/);

    for (const client of used) client.release();
    for (const path of ['/jobs', '/health/ready']) {
      expect((await service.ask(path, inTime())).status).toBe(200);
    }
  });
});
