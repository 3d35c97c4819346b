import { PairSet } from './pair-set.js';

describe('PairSet', () => {
  it('knows every pair once, as a set of texts does', () => {
    const pairs = new PairSet();
    const texts = new Set<string>();
    let state = 1;
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let n = 0; n < 60_000; n++) {
      const [a, b] = [next(300) * (n % 3 === 0 ? 70_001 : 1), next(120) * (n % 5 === 0 ? 500_009 : 1)];
      const text = `${a} ${b}`;
      expect(pairs.add(a, b)).toBe(!texts.has(text));
      texts.add(text);
    }
    expect(texts.size).toBeGreaterThan(20_000);
  });

  it('tells the order of a pair, and zeros', () => {
    const pairs = new PairSet();
    expect([pairs.add(0, 0), pairs.add(0, 0), pairs.add(0, 1), pairs.add(1, 0)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('refuses numbers that a double could not hold together', () => {
    expect(() => new PairSet().add(2 ** 26, 0)).toThrow(RangeError);
    expect(() => new PairSet().add(0, 2 ** 26)).toThrow(RangeError);
  });
});
