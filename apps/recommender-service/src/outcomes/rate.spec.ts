import { personSums, SeededRandom } from '#ml';
import { rateOf } from './rate.js';

const sumsOf = (people: readonly (readonly [cases: number, successes: number])[]) =>
  personSums(people.map(([cases, successes]) => ({ cases, successes })));

const once = (successes: number, cases: number) =>
  sumsOf(Array.from({ length: cases }, (_, n) => [1, n < successes ? 1 : 0] as const));

describe('rateOf', () => {
  it('gives Wilson intervals where everybody has one case', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20.
    const some = rateOf(once(81, 263))!;
    expect(some.value).toBe(0.307985);
    expect(some.low).toBeCloseTo(0.2553, 4);
    expect(some.high).toBeCloseTo(0.3662, 4);
    expect(rateOf(once(0, 20))).toMatchObject({ value: 0, low: 0 });
    expect(rateOf(once(0, 20))!.high).toBeCloseTo(0.1611, 4);
    expect(rateOf(once(3, 3))!.high).toBe(1);
  });

  it('is as wide as for the people alone when each of them always does the same', () => {
    const people = Array.from({ length: 263 }, (_, n) => [10, n < 81 ? 10 : 0] as const);
    expect(rateOf(sumsOf(people))).toEqual(rateOf(once(81, 263)));
    expect(rateOf(sumsOf([[1_000, 300]]))!.high).toBeGreaterThan(0.8);
  });

  it('holds the true rate in about 95 of 100 samples of people with tastes of their own', () => {
    const random = new SeededRandom(3);
    let held = 0;
    for (let sample = 0; sample < 400; sample++) {
      // The share of a user is uniform from 0 to 0.2: 0.1 on average.
      const people = Array.from({ length: 100 }, () => {
        const cases = 1 + random.int(60);
        const share = 0.2 * random.next();
        return [cases, Array.from({ length: cases }).filter(() => random.next() < share).length] as const;
      });
      const { low, high } = rateOf(sumsOf(people))!;
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    expect(held / 400).toBeGreaterThan(0.92);
  });

  it('is nothing without a case', () => {
    expect(rateOf(once(0, 0))).toBeNull();
    expect(rateOf(sumsOf([[0, 0]]))).toBeNull();
  });
});
