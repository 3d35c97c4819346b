import { jest } from '@jest/globals';
import { JobLease, JobLost } from './job-lease.js';

const never = new AbortController().signal;
let lease: JobLease;

beforeEach(() => {
  jest.useFakeTimers();
  lease = new JobLease();
});
afterEach(() => {
  jest.useRealTimers();
});

async function begun(): Promise<AbortSignal> {
  const beginning = lease.begin(never);
  lease.confirm(performance.now());
  return await beginning;
}

it('lets code begin when the database confirms it, and not before', async () => {
  let hasBegun = false;
  const beginning = lease.begin(never).then(() => (hasBegun = true));
  lease.endAfterSilence(9_000);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(hasBegun).toBe(false);
  lease.confirm(performance.now());
  expect(await beginning).toBe(true);
});

it('goes on as long as it is confirmed in time', async () => {
  const signal = await begun();
  for (let second = 0; second < 60; second += 5) {
    lease.confirm(performance.now());
    await jest.advanceTimersByTimeAsync(5_000);
    lease.endAfterSilence(9_000);
  }
  expect(signal.aborted).toBe(false);
});

it('stops the code when the last confirmation is too old, and lets it begin once more', async () => {
  const signal = await begun();
  await jest.advanceTimersByTimeAsync(8_900);
  lease.endAfterSilence(9_000);
  expect(signal.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(200);
  lease.endAfterSilence(9_000);
  expect(signal.reason).toEqual(
    new JobLost('The job was stopped: the database did not answer for 9 seconds.'),
  );
  expect((await begun()).aborted).toBe(false);
});

it('counts a confirmation from when it was asked for', async () => {
  const signal = await begun();
  const askedAt = performance.now();
  await jest.advanceTimersByTimeAsync(1_500);
  lease.confirm(askedAt);
  lease.endAfterSilence(1_000);
  expect(signal.aborted).toBe(true);
});

it('is lost for good when another process decided about the job', async () => {
  const signal = await begun();
  lease.lose('It ended.');
  expect(signal.reason).toEqual(new JobLost('It ended.'));
  await expect(lease.begin(never)).rejects.toThrow('It ended.');
});

it('does not wait for the database when the service stops', async () => {
  const stop = new AbortController();
  const beginning = lease.begin(stop.signal);
  stop.abort(new Error('The service is shutting down.'));
  await expect(beginning).rejects.toThrow('shutting down');
});
