import { jest } from '@jest/globals';
import { JobCancelled, JobLost, RunningJob } from './running-job.js';

let order: 'run' | 'cancel' | 'lost';
let job: RunningJob;

beforeEach(() => {
  jest.useFakeTimers();
  order = 'run';
  job = new RunningJob('1', 'test', { saveLines: () => Promise.resolve(order) });
});
afterEach(async () => {
  await job.close();
  jest.useRealTimers();
});

async function begin(): Promise<AbortSignal> {
  const beginning = job.begin();
  job.confirm(performance.now());
  await beginning;
  return job.signal;
}

it('begins when the database confirms it, and not before', async () => {
  let hasBegun = false;
  const beginning = job.begin().then(() => (hasBegun = true));
  job.endAfterSilence(9_000);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(hasBegun).toBe(false);
  job.confirm(performance.now());
  expect(await beginning).toBe(true);
  expect(job.signal.aborted).toBe(false);
});

it('goes on as long as it is confirmed in time', async () => {
  const signal = await begin();
  for (let second = 0; second < 60; second += 5) {
    job.confirm(performance.now());
    await jest.advanceTimersByTimeAsync(5_000);
    job.endAfterSilence(9_000);
  }
  expect(signal.aborted).toBe(false);
});

it('stops when the last confirmation is too old, and may begin once more', async () => {
  const signal = await begin();
  await jest.advanceTimersByTimeAsync(8_900);
  job.endAfterSilence(9_000);
  expect(signal.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(200);
  job.endAfterSilence(9_000);
  expect(signal.reason).toEqual(
    new JobLost('The job was stopped: the database did not answer for 9 seconds.'),
  );
  expect(job.hasEnded).toBe(false);
  expect((await begin()).aborted).toBe(false);
});

it('counts a confirmation from when it was asked for', async () => {
  const signal = await begin();
  const askedAt = performance.now();
  await jest.advanceTimersByTimeAsync(1_500);
  job.confirm(askedAt);
  job.endAfterSilence(1_000);
  expect(signal.aborted).toBe(true);
});

it('ends for good, for the first reason', async () => {
  const signal = await begin();
  job.end(new JobLost('It ended.'));
  job.end(new Error('Later.'));
  expect(signal.reason).toEqual(new JobLost('It ended.'));
  expect(job.hasEnded).toBe(true);
  await expect(job.begin()).rejects.toThrow('It ended.');
});

it('does not wait for the database when it has ended', async () => {
  const beginning = job.begin();
  job.end(new Error('The service is shutting down.'));
  await expect(beginning).rejects.toThrow('shutting down');
});

it.each([
  ['cancel', JobCancelled],
  ['lost', JobLost],
] as const)('learns with each save of its progress that it shall stop: %s', async (given, reason) => {
  const signal = await begin();
  order = given;
  await jest.advanceTimersByTimeAsync(300);
  expect(signal.reason).toBeInstanceOf(reason);
});
