import fc from 'fast-check';
import type { SparseRows } from './sparse-rows.js';
import { RowCollector, sparseRowsFromTriples, transpose } from './sparse-rows.js';
import { runs } from '../../../../test/support/drawn.js';

function dense(matrix: SparseRows): number[][] {
  const out = Array.from({ length: matrix.rows }, () => new Array<number>(matrix.columns).fill(0));
  for (let row = 0; row < matrix.rows; row++) {
    for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
      out[row]![matrix.indices[n]!]! += matrix.weights[n]!;
    }
  }
  return out;
}

const triples = fc
  .record({ rows: fc.integer({ min: 0, max: 6 }), columns: fc.integer({ min: 0, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc
      .array(
        fc.tuple(
          fc.integer({ min: 0, max: Math.max(0, rows - 1) }),
          fc.integer({ min: 0, max: Math.max(0, columns - 1) }),
          fc.integer({ min: 1, max: 9 }),
        ),
        { maxLength: rows * columns === 0 ? 0 : 40 },
      )
      .map((entries) => ({ rows, columns, entries })),
  );

describe('sparseRowsFromTriples', () => {
  it('adds duplicates, sorts columns and equals the dense matrix', () => {
    fc.assert(
      fc.property(triples, ({ rows, columns, entries }) => {
        const matrix = sparseRowsFromTriples(
          rows,
          columns,
          Int32Array.from(entries, (entry) => entry[0]),
          Int32Array.from(entries, (entry) => entry[1]),
          Float32Array.from(entries, (entry) => entry[2]),
        );
        const expected = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
        for (const [row, column, weight] of entries) expected[row]![column]! += weight;
        expect(dense(matrix)).toEqual(expected);
        expect(matrix.indices.length).toBe(expected.flat().filter((value) => value > 0).length);
        for (let row = 0; row < rows; row++) {
          const columnsOfRow = [...matrix.indices.subarray(matrix.starts[row], matrix.starts[row + 1])];
          expect(columnsOfRow).toEqual([...new Set(columnsOfRow)].sort((a, b) => a - b));
        }
        expect(transpose(transpose(matrix))).toEqual(matrix);
        expect(dense(transpose(matrix))).toEqual(
          Array.from({ length: columns }, (_, c) => expected.map((line) => line[c])),
        );
      }),
      { seed: 1, numRuns: runs(300) },
    );
  });

  it('refuses entries outside the matrix, unequal lengths and weights that are not finite', () => {
    const build = (row: number, column: number, weight: number): SparseRows =>
      sparseRowsFromTriples(2, 2, Int32Array.of(row), Int32Array.of(column), Float32Array.of(weight));
    expect(() => build(2, 0, 1)).toThrow('entry 0 (2, 0) lies outside 2 x 2');
    expect(() => build(0, -1, 1)).toThrow(RangeError);
    expect(() => build(0, 0, Number.NaN)).toThrow('not finite');
    expect(() =>
      sparseRowsFromTriples(1, 1, Int32Array.of(0), new Int32Array(0), new Float32Array(0)),
    ).toThrow('equally long');
  });
});

describe('RowCollector', () => {
  it('collects entries that come in order, rows without any too', () => {
    const rows = new RowCollector(4, 3, 5);
    rows.add(1, 0, 2);
    rows.add(1, 2, 3);
    rows.add(2, 1, 4);
    expect(rows.finish()).toEqual({
      rows: 4,
      columns: 3,
      starts: Int32Array.of(0, 0, 2, 3, 3),
      indices: Int32Array.of(0, 2, 1),
      weights: Float32Array.of(2, 3, 4),
    });
  });
});
