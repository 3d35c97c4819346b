import { mostPopular, popularOrder } from './popularity.js';

describe('popularity', () => {
  const order = popularOrder(Uint32Array.of(2, 9, 2, 5));

  it('ranks by listeners, ties by id', () => {
    expect([...order]).toEqual([1, 3, 0, 2]);
  });

  it('leaves out what is excluded and gives fewer rather than filler', () => {
    expect([...mostPopular(order, 2, Int32Array.of(1))]).toEqual([3, 0]);
    expect([...mostPopular(order, 10, Int32Array.of(0, 1))]).toEqual([3, 2]);
    expect([...mostPopular(order, 10, Int32Array.of(0, 1, 2, 3))]).toEqual([]);
  });
});
