import { randomUUID } from 'node:crypto';
import { ADMIN, READ, startEcho } from './echo-service.js';
import type { EchoService } from './echo-service.js';

const PER_MINUTE = 30;
const SECOND_READ = { Authorization: 'Bearer second-read-key-01234' };
const DEADLINE_MS = 20_000;

let service: EchoService;
beforeEach(async () => {
  service = await startEcho({ RATE_LIMIT_PER_MINUTE: PER_MINUTE });
});
afterEach(() => service.close());

/** How many of so many requests were answered with which status. */
async function statusesOf(times: number, path: string, headers: Record<string, string>) {
  const counts: Record<number, number> = {};
  for (let i = 0; i < times; ++i) {
    const { status } = await service.ask(path, { headers });
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe('the rate limit', () => {
  it('counts for each key by itself, and not for health', async () => {
    expect(await statusesOf(PER_MINUTE + 2, '/users/1', READ)).toEqual({ 200: PER_MINUTE, 429: 2 });
    expect(await statusesOf(2, '/users/1', SECOND_READ)).toEqual({ 200: 2 });
    expect(await statusesOf(PER_MINUTE + 2, '/health/live', READ)).toEqual({ 200: PER_MINUTE + 2 });
  });

  it('tells what is left, and when to go on', async () => {
    const first = await service.ask('/users/1', { headers: READ });
    expect(first.headers.get('ratelimit-limit')).toBe('30');
    expect(first.headers.get('ratelimit-remaining')).toBe('29');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    await statusesOf(PER_MINUTE, '/users/1', READ);
    const refused = await service.ask('/users/1', { headers: READ });
    expect(refused).toMatchObject({ status: 429, body: { status: 429, code: 'rate_limited' } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('counts more for routes that make more work; what no longer fits leaves room for what does', async () => {
    await statusesOf(5, '/users/1', READ);
    expect(await statusesOf(4, '/costly', READ)).toEqual({ 200: 2, 429: 2 });
    expect(await statusesOf(6, '/users/1', READ)).toEqual({ 200: 5, 429: 1 });
  });

  it('counts by address without a key, whichever wrong keys are tried', async () => {
    const counts: Record<number, number> = {};
    for (let i = 0; i < PER_MINUTE + 3; ++i) {
      const { status } = await service.ask('/users/1', { headers: { Authorization: `Bearer guess-${i}` } });
      counts[status] = (counts[status] ?? 0) + 1;
    }
    expect(counts).toEqual({ 401: PER_MINUTE, 429: 3 });
    expect(await statusesOf(1, '/users/1', READ)).toEqual({ 200: 1 });
    expect(await statusesOf(1, '/docs-json', {})).toEqual({ 429: 1 });
  });
});

describe('overload', () => {
  it('is 503 with Retry-After while the event loop is late, but not for health and jobs; then all is well again', async () => {
    const until = Date.now() + DEADLINE_MS;
    const seen = async (status: number, keepBusy: boolean) => {
      for (;;) {
        const busy = keepBusy
          ? [service.ask('/busy', { headers: ADMIN }), service.ask('/busy', { headers: READ })]
          : [];
        const [asked, live, ready, job] = await Promise.all([
          service.ask('/users/1', { headers: SECOND_READ }),
          service.ask('/health/live'),
          service.ask('/health/ready'),
          service.ask(`/jobs/${randomUUID()}`, { headers: SECOND_READ }),
          ...busy,
        ]);
        expect([live.status, ready.status, job.status]).toEqual([200, 200, 404]);
        if (asked.status === status) return asked;
        if (Date.now() > until) throw new Error(`still ${asked.status}`);
      }
    };
    await service.close();
    service = await startEcho({ RATE_LIMIT_PER_MINUTE: 0, OVERLOAD_LAG_MS: 60 });
    const refused = await seen(503, true);
    expect(refused).toMatchObject({ body: { status: 503, code: 'overloaded' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    await seen(200, false);
  });
});
