import { popularityOrder, rowBatches } from './popularity-order.js';

describe('popularityOrder', () => {
  it('puts heavy rows first, equal ones by number and empty ones last', () => {
    const { order, rank, observed } = popularityOrder(Int32Array.of(2, 0, 5, 2, 0));
    expect([...order]).toEqual([2, 0, 3, 1, 4]);
    expect([...rank]).toEqual([1, 3, 0, 2, 4]);
    expect(observed).toBe(3);
  });

  it('knows no observed rows where all are empty', () => {
    expect(popularityOrder(new Int32Array(3)).observed).toBe(0);
    expect(popularityOrder(new Int32Array(0)).order).toHaveLength(0);
  });
});

describe('rowBatches', () => {
  it('takes four rows where they fit together, else one, and covers every row once', () => {
    const starts = Int32Array.of(0, 1000, 1010, 1020, 1030, 1040, 1050);
    expect([...rowBatches(starts, 256, 100_000)]).toEqual([0, 1, 5, 6]);
  });
});
