import { SeededRandom } from '#ml';
import { holdsRow, joinedRows } from './row-lists.js';

describe('lists of rows', () => {
  it('are searched as they are read from end to end', () => {
    const random = new SeededRandom(3);
    for (let n = 0; n < 100; n++) {
      const rows = Int32Array.from(
        new Set(Array.from({ length: random.int(9) }, () => random.int(12))),
      ).sort();
      for (let row = -1; row < 13; row++) expect(holdsRow(rows, row)).toBe(rows.includes(row));
    }
  });

  it('are joined in their order', () => {
    expect(joinedRows([Int32Array.of(3, 1), [], [2]])).toEqual(Int32Array.of(3, 1, 2));
    expect(joinedRows([])).toEqual(new Int32Array(0));
  });
});
