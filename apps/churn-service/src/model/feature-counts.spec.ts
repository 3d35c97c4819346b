import { SeededRandom } from '#ml';
import { addCounts, countFeatures, referenceCounts } from './feature-counts.js';

const FEATURES = 3;
const random = new SeededRandom(1);
/** The last feature is missing of every fourth user. */
const values = Float64Array.from({ length: 1_000 * FEATURES }, (_, i) =>
  i % (4 * FEATURES) === FEATURES - 1 ? NaN : random.int(50),
);
const weights = Float64Array.from({ length: 1_000 }, (_, user) => (user % 2 === 0 ? 0 : 2));
const { bounds, counts } = referenceCounts(values, FEATURES, new Float64Array(1_000).fill(1));

describe('counts of features', () => {
  it('are about equal in the bins that they define, with users without a value behind', () => {
    expect(counts.map((bins) => bins.reduce((sum, count) => sum + count, 0))).toEqual([1_000, 1_000, 1_000]);
    expect(counts.map((bins) => bins.at(-1))).toEqual([0, 0, 250]);
    for (const bins of counts) expect(Math.min(...bins.slice(0, -1))).toBeGreaterThan(40);
  });

  it('of pieces add up to those of all, and weigh users', () => {
    const sums = countFeatures(bounds, []);
    for (let from = 0; from < values.length; from += 100 * FEATURES)
      addCounts(sums, countFeatures(bounds, values.subarray(from, from + 100 * FEATURES)));
    expect(sums).toEqual(counts);
    const weighed = countFeatures(bounds, values, weights);
    expect(weighed.map((bins) => bins.at(-1))).toEqual([0, 0, 0]);
    expect(weighed[0]!.reduce((sum, count) => sum + count, 0)).toBe(1_000);
  });
});
