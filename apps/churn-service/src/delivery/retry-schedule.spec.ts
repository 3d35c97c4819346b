import { nextWaitMs, readRetryAfter } from './retry-schedule.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('nextWaitMs', () => {
  it('follows the schedule of the specification: ten attempts in 75.6 hours', () => {
    const waits = Array.from({ length: 9 }, (_, at) => nextWaitMs(at + 1, null, () => 0)!);
    expect(waits.map((wait) => wait / SECOND)).toEqual([
      ...[5, 300, 1_800],
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600),
    ]);
    expect(waits.reduce((sum, wait) => sum + wait) / HOUR).toBeCloseTo(75.6, 1);
    expect(nextWaitMs(10, null)).toBeNull();
  });

  it('adds up to a tenth by chance, and is never shorter than what the receiver asks for', () => {
    expect(nextWaitMs(1, null, () => 1)).toBe(5_500);
    expect(nextWaitMs(1, 60_000)).toBe(60_000);
    expect(nextWaitMs(2, 1_000)).toBeGreaterThanOrEqual(300_000);
    expect(nextWaitMs(10, 1_000)).toBeNull();
  });
});

describe('readRetryAfter', () => {
  const now = Date.UTC(2026, 10, 26, 15);

  it.each([
    [undefined, null],
    ['', null],
    ['soon', null],
    ['0', 0],
    ['120', 120 * SECOND],
    ['9'.repeat(400), HOUR],
    ['Thu, 26 Nov 2026 15:01:00 GMT', 60 * SECOND],
    ['Thu, 26 Nov 2026 14:00:00 GMT', 0],
    ['Fri, 26 Nov 2027 15:00:00 GMT', HOUR],
  ])('reads %p as %p ms', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});
