import { joinedRows } from './row-lists.js';

describe('lists of rows', () => {
  it('are joined in their order', () => {
    expect(joinedRows([Int32Array.of(3, 1), [], [2]])).toEqual(Int32Array.of(3, 1, 2));
    expect(joinedRows([])).toEqual(new Int32Array(0));
  });
});
