import { fitRefusal, serveRefusal } from './kernel-limits.js';

const EXACT = { songs: 'exact', users: 'exact' };
const sizes = { users: 900_000, songs: 100_000, pairs: 20_000_000 };

describe('the limits of the kernel', () => {
  it('let through what it can fit', () => {
    expect(fitRefusal(sizes, 64)).toBeNull();
    expect(serveRefusal(sizes, 64, EXACT)).toBeNull();
  });

  it('refuse what needs more than 4 GiB, and say what helps', () => {
    const refusal = fitRefusal({ ...sizes, users: 20_000_000 }, 64)!;
    expect(refusal).toMatch(/20,000,000 users.*GiB.*RECOMMENDER_FACTORS.*docs\/spark\.md/);
  });

  it.each(['users', 'songs'] as const)('refuse more exact vectors of %s than an index holds', (name) => {
    const many = { ...sizes, [name]: 4_194_305 };
    expect(serveRefusal(many, 8, EXACT)).toContain(`4,194,305 ${name}`);
    expect(serveRefusal(many, 8, { ...EXACT, [name]: 'compact' })).toBeNull();
    // In addition to its float32 each value has a byte.
    expect(serveRefusal({ ...sizes, [name]: 4_100_000 }, 200, EXACT)).toContain(`4,100,000 ${name}`);
    expect(serveRefusal({ ...sizes, [name]: 3_900_000 }, 200, EXACT)).toBeNull();
  });
});
