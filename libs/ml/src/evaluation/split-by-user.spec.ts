import { splitByUser } from './split-by-user.js';

const users = BigInt64Array.from({ length: 20_000 }, (_, i) => 168_000_000n + BigInt(i * 7));

describe('splitByUser', () => {
  it('puts about the asked share on the test side and every row on one side', () => {
    const { train, test } = splitByUser(users, { seed: 42, testShare: 0.2 });
    expect(train.length + test.length).toBe(users.length);
    expect(new Set([...train, ...test]).size).toBe(users.length);
    // Binomial deviation is 57 users.
    expect(Math.abs(test.length - 4000)).toBeLessThan(230);
  });

  it('keeps a user on its side whatever the other rows are', () => {
    const onTest = (ids: BigInt64Array, seed = 42) =>
      new Set([...splitByUser(ids, { seed, testShare: 0.2 }).test].map((row) => ids[row]!));
    const all = onTest(users);
    const some = users.filter((_, i) => i % 3 === 0).reverse();
    expect(onTest(some)).toEqual(new Set(some.filter((id) => all.has(id))));
    expect(onTest(users, 43)).not.toEqual(all);
  });

  it('tells ids apart beyond 32 bits', () => {
    const high = BigInt64Array.from({ length: 2000 }, (_, i) => BigInt(i) << 32n);
    const { test } = splitByUser(high, { seed: 1, testShare: 0.5 });
    expect(Math.abs(test.length - 1000)).toBeLessThan(120);
  });
});
