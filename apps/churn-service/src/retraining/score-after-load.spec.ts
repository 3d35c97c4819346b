import type { JobDto } from '#common';
import { nextAttemptAt } from './score-after-load.js';

const LOADS = '2017-05-13 abc 1';
const ENDED = '2026-11-24T03:00:00.000Z';

function job(state: JobDto['state'], input: object): JobDto {
  return { state, input, createdAt: ENDED, finishedAt: ENDED } as JobDto;
}

describe('the next scoring after a load', () => {
  const failed = job('failed', { afterLoad: LOADS });

  it('begins at once for loads that nobody has scored', () => {
    expect(nextAttemptAt([], LOADS)).toBe(0);
    const others = [job('failed', { afterLoad: '2017-05-12 abc 1' }), job('failed', { scheduled: true })];
    expect(nextAttemptAt(others, LOADS)).toBe(0);
  });

  it('waits twice as long after each failure, six attempts at most, whatever was started in between', () => {
    const minutes = [1, 2, 3, 4, 5].map((attempts) => {
      const jobs = [job('failed', {}), ...Array.from({ length: attempts }, () => failed)];
      return (nextAttemptAt(jobs, LOADS)! - Date.parse(ENDED)) / 60_000;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 16]);
    expect(nextAttemptAt(Array.from({ length: 6 }, () => failed), LOADS)).toBeNull();
  });

  it('is none while a scoring is waiting or running, and after one that was stopped by hand or went well', () => {
    for (const state of ['cancelled', 'succeeded'] as const)
      expect(nextAttemptAt([job(state, { afterLoad: LOADS })], LOADS)).toBeNull();
    for (const state of ['queued', 'running'] as const)
      expect(nextAttemptAt([job(state, { snapshotDate: '2017-05-01' })], LOADS)).toBeNull();
  });
});
