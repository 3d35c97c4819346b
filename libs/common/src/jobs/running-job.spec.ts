import { jest } from '@jest/globals';
import { JobCancelled, RunningJob } from './running-job.js';

let order: 'run' | 'cancel' | 'lost';
let isAway: boolean;
let job: RunningJob;

beforeEach(() => {
  jest.useFakeTimers();
  [order, isAway] = ['run', false];
  job = new RunningJob('1', 'test', {
    saveLines: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(order)),
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
