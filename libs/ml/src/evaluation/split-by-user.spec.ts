import { splitByUser } from './split-by-user.js';

const users = BigInt64Array.from({ length: 20_000 }, (_, i) => 168_000_000n + BigInt(i * 7));

describe('splitByUser', () => {
  it('puts about the asked share on the test side and every row on one side', () => {
    const [test, train] = splitByUser(users, { seed: 42, shares: [0.2] }) as [Int32Array, Int32Array];
    expect(train.length + test.length).toBe(users.length);
    expect(new Set([...train, ...test]).size).toBe(users.length);
    // Binomial deviation is 57 users.
    expect(Math.abs(test.length - 4000)).toBeLessThan(230);
  });

  it('keeps a user on its side whatever the other rows are', () => {
    const onTest = (ids: BigInt64Array, seed = 42) =>
      new Set([...splitByUser(ids, { seed, shares: [0.2] })[0]!].map((row) => ids[row]!));
    const all = onTest(users);
    const some = users.filter((_, i) => i % 3 === 0).reverse();
    expect(onTest(some)).toEqual(new Set(some.filter((id) => all.has(id))));
    expect(onTest(users, 43)).not.toEqual(all);
  });

  it('tells ids apart beyond 32 bits', () => {
    const high = BigInt64Array.from({ length: 2000 }, (_, i) => BigInt(i) << 32n);
    const [half] = splitByUser(high, { seed: 1, shares: [0.5] });
    expect(Math.abs(half!.length - 1000)).toBeLessThan(120);
  });

  it('lays shares end to end, so that a new one moves nobody across those before it', () => {
    const [test] = splitByUser(users, { seed: 42, shares: [0.2] });
    const sides = splitByUser(users, { seed: 42, shares: [0.2, 0.1, 0.3] });
    expect(sides[0]).toEqual(test);
    expect(sides.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([...users.keys()]);
    sides.forEach((rows, i) => {
      expect(Math.abs(rows.length - 20_000 * [0.2, 0.1, 0.3, 0.4][i]!)).toBeLessThan(280);
      expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
    });
    expect(() => splitByUser(users, { seed: 1, shares: [0.8, 0.3] })).toThrow(RangeError);
    expect(() => splitByUser(users, { seed: 1, shares: [-0.1] })).toThrow(RangeError);
  });
});
