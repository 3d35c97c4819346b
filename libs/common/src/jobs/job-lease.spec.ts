import { jest } from '@jest/globals';
import { JobLease, JobLost } from './job-lease.js';

let lease: JobLease;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  lease.end();
  jest.useRealTimers();
});

it('holds as long as heartbeats are taken', async () => {
  let beats = 0;
  lease = new JobLease(() => Promise.resolve(++beats > 0));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(beats).toBe(20);
  expect(lease.signal.aborted).toBe(false);
});

it('is lost when the queue says so', async () => {
  lease = new JobLease(() => Promise.resolve(false));
  await jest.advanceTimersByTimeAsync(3_000);
  expect(lease.signal.reason).toBeInstanceOf(JobLost);
});

it.each([
  ['refuses every question', () => Promise.reject(new Error('connect ECONNREFUSED'))],
  ['leaves them without an answer', () => new Promise<boolean>(() => undefined)],
])('is given up before the job counts as dead when the database %s', async (_how, beat) => {
  lease = new JobLease(beat);
  await jest.advanceTimersByTimeAsync(8_900);
  expect(lease.signal.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(200);
  expect(lease.signal.reason).toEqual(
    new JobLost('The job was stopped: the database did not answer for 9 seconds.'),
  );
});

it('survives a break of the database that is shorter', async () => {
  let isAway = false;
  lease = new JobLease(() => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(true)));
  await jest.advanceTimersByTimeAsync(3_000);
  isAway = true;
  await jest.advanceTimersByTimeAsync(7_000);
  isAway = false;
  await jest.advanceTimersByTimeAsync(30_000);
  expect(lease.signal.aborted).toBe(false);
});
