import { bucketBatches } from './bucket-loads.js';

const sizes = (...bytes: number[]): number[][] =>
  bucketBatches(bytes.map((byteCount) => ({ byteCount }))).map((batch) =>
    batch.map(({ byteCount }) => byteCount),
  );

describe('batches of a bucket', () => {
  it('have at most 2 GiB, or one object', () => {
    expect(sizes()).toEqual([]);
    expect(sizes(2 ** 30, 2 ** 30, 1, 2 ** 33, 5)).toEqual([[2 ** 30, 2 ** 30], [1], [2 ** 33], [5]]);
  });

  it('have at most a thousand objects, which one statement can store', () => {
    expect(sizes(...Array<number>(2_001).fill(1)).map((batch) => batch.length)).toEqual([1_000, 1_000, 1]);
  });
});
