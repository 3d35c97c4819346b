import type { JobDto } from '#common';
import { nextAttempt } from './score-after-load.js';

const LOADS = '2017-05-13 abc 1';
const ENDED = '2026-11-24T03:00:00.000Z';

function job(state: JobDto['state'], input: object): JobDto {
  return { state, input, createdAt: ENDED, finishedAt: ENDED } as JobDto;
}

describe('the next scoring after a load', () => {
  it('begins at once for loads that nobody has scored', () => {
    expect(nextAttempt([], LOADS)).toEqual({ attempt: 1, at: 0 });
    const other = job('failed', { afterLoad: '2017-05-12 abc 1', attempt: 6 });
    expect(nextAttempt([other, job('failed', { scheduled: true })], LOADS)).toEqual({ attempt: 1, at: 0 });
  });

  it('waits twice as long after each failure, six attempts at most', () => {
    const minutes = [1, 2, 3, 4, 5].map((attempt) => {
      const next = nextAttempt([job('failed', { afterLoad: LOADS, attempt })], LOADS);
      expect(next!.attempt).toBe(attempt + 1);
      return (next!.at - Date.parse(ENDED)) / 60_000;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 16]);
    expect(nextAttempt([job('failed', { afterLoad: LOADS, attempt: 6 })], LOADS)).toBeNull();
  });

  it('counts attempts of these loads whatever was started in between', () => {
    const jobs = [job('failed', {}), job('failed', { afterLoad: LOADS, attempt: 3 })];
    expect(nextAttempt(jobs, LOADS)!.attempt).toBe(4);
  });

  it('is none while a scoring is waiting or running, and after one that was stopped by hand or went well', () => {
    for (const state of ['cancelled', 'succeeded'] as const)
      expect(nextAttempt([job(state, { afterLoad: LOADS, attempt: 1 })], LOADS)).toBeNull();
    for (const state of ['queued', 'running'] as const)
      expect(nextAttempt([job(state, { snapshotDate: '2017-05-01' })], LOADS)).toBeNull();
  });
});
