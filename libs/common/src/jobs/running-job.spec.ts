import { jest } from '@jest/globals';
import type { JobProgressDto } from './job.dto.js';
import { JobCancelled, RunningJob } from './running-job.js';

let order: 'run' | 'cancel' | 'lost';
let isAway: boolean;
let job: RunningJob;
let saved: JobProgressDto[];

beforeEach(() => {
  jest.useFakeTimers();
  [order, isAway, saved] = ['run', false, []];
  job = new RunningJob('1', 'test', {
    saveProgress: (_kind, _id, progress) => {
      if (isAway) return Promise.reject(new Error('away'));
      if (progress !== null) saved.push(progress);
      return Promise.resolve(order);
    },
  });
});
afterEach(async () => {
  await job.close();
  jest.useRealTimers();
});

it('begins when the database confirms it, and not before', async () => {
  isAway = true;
  let hasBegun = false;
  const beginning = job.begin().then(() => (hasBegun = true));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(hasBegun).toBe(false);
  isAway = false;
  await jest.advanceTimersByTimeAsync(500);
  expect(await beginning).toBe(true);
});

it('goes on while the database does not answer', async () => {
  await job.begin();
  isAway = true;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(job.signal.aborted).toBe(false);
});

it('ends for good, for the first reason', async () => {
  await job.begin();
  job.end(new Error('It ended.'));
  job.end(new Error('Later.'));
  expect(job.signal.reason).toEqual(new Error('It ended.'));
  await expect(job.begin()).rejects.toThrow('It ended.');
});

it('does not wait for the database when it has ended', async () => {
  isAway = true;
  const beginning = job.begin();
  job.end(new Error('The service is shutting down.'));
  await expect(beginning).rejects.toThrow('shutting down');
});

it.each([
  ['cancel', JobCancelled],
  ['lost', Error],
] as const)('learns with each save of its progress that it shall stop: %s', async (given, reason) => {
  await job.begin();
  order = given;
  await jest.advanceTimersByTimeAsync(300);
  expect(job.signal.reason).toBeInstanceOf(reason);
});

it('saves its newest progress a few times a second, once, and later where it could not', async () => {
  await job.begin();
  for (let part = 0; part <= 1_000; part++) job.progress({ step: 'reading', fraction: part / 1_000 });
  await jest.advanceTimersByTimeAsync(2_000);
  expect(saved).toEqual([{ step: 'reading', fraction: 1, detail: {} }]);
  isAway = true;
  job.progress({ step: 'writing', detail: { rows: 3 } });
  await jest.advanceTimersByTimeAsync(2_000);
  isAway = false;
  await jest.advanceTimersByTimeAsync(2_000);
  expect(saved.slice(1)).toEqual([{ step: 'writing', fraction: null, detail: { rows: 3 } }]);
});
