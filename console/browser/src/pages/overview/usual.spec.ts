import { comparedWithUsual } from './usual.js';
import type { DayValue } from './usual.js';

/** 29 days with a value each, these of them changed by their distance from the newest. */
const days = (changed: Record<number, DayValue>): DayValue[] =>
  Array.from({ length: 29 }, (_, n) => (28 - n in changed ? changed[28 - n]! : 1_000));

describe('a day compared with its usual weekday', () => {
  it('leaves incomplete days out of what is usual, rather than counting them as zero', () => {
    const changed = { 0: 860, 7: null, 14: null, 21: null, 28: 1_000 };
    expect(comparedWithUsual(days(changed))).toBeCloseTo(-0.14, 9);
  });

  it.each([[{ 0: null }], [{ 7: null, 14: null, 21: null, 28: null }]])('is unknown for %j', (changed) => {
    expect(comparedWithUsual(days(changed))).toBeNull();
  });
});
