import { retry } from './retry.js';
import type { Clock, RetryOptions } from './retry.js';
import { ServiceProblem, ServiceUnreachable } from './service-errors.js';

const problem = (status: number, retryAfterMs: number | null = null): ServiceProblem =>
  new ServiceProblem('GET /', { title: '', status, code: 'some', detail: '' }, retryAfterMs);
const UNREACHABLE = new ServiceUnreachable('http://localhost', 'ECONNREFUSED');

/** Fails with each error in turn, then answers; tells how long it slept in between. */
async function run(errors: Error[], options: Partial<RetryOptions> = {}) {
  const slept: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    random: () => 1,
  };
  const left = [...errors];
  const outcome = await retry(
    () => {
      const error = left.shift();
      return error === undefined ? Promise.resolve('answer') : Promise.reject(error);
    },
    { repeatable: true, patienceMs: 60_000, ...options },
    clock,
  ).catch((error: unknown) => error);
  return { outcome, slept };
}

describe('retry', () => {
  it('answers at once what succeeds', async () => {
    expect(await run([])).toEqual({ outcome: 'answer', slept: [] });
  });

  it('waits twice as long each time, ten seconds at most', async () => {
    const errors = Array.from({ length: 8 }, () => UNREACHABLE);
    const { outcome, slept } = await run(errors);
    expect([outcome, slept]).toEqual(['answer', [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]]);
  });

  it('waits as long as Retry-After says', async () => {
    expect(await run([problem(429, 3000), problem(503, 0)])).toEqual({ outcome: 'answer', slept: [3000, 0] });
  });

  it('gives up when its patience would be over, with the last error', async () => {
    const last = problem(503, 700);
    const { outcome, slept } = await run([problem(503, 400), last], { patienceMs: 1000 });
    expect(outcome).toBe(last);
    expect(slept).toEqual([400]);
  });

  it.each([400, 401, 404, 409, 422, 500])('does not repeat what was refused with %i', async (status) => {
    expect(await run([problem(status)])).toMatchObject({ outcome: { status }, slept: [] });
  });

  it('repeats 429 only, when the request may not arrive twice', async () => {
    const repeatable = false;
    expect(await run([problem(429, 1)], { repeatable })).toMatchObject({ outcome: 'answer' });
    expect(await run([problem(503, 1)], { repeatable })).toMatchObject({
      outcome: { status: 503 },
      slept: [],
    });
    expect(await run([UNREACHABLE], { repeatable })).toMatchObject({ outcome: UNREACHABLE, slept: [] });
  });

  it('does not hide a mistake of the caller behind attempts', async () => {
    const mistake = new RangeError('no');
    expect(await run([mistake])).toEqual({ outcome: mistake, slept: [] });
  });

  it('stops when it is aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const tried = retry(
      () => {
        stop.abort(reason);
        return Promise.reject(UNREACHABLE);
      },
      { repeatable: true, patienceMs: 60_000, signal: stop.signal },
    );
    await expect(tried).rejects.toBe(reason);
  });
});
