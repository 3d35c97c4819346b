import fc from 'fast-check';
import { binTable, boundOf, takeBinnedRows } from './binned-table.js';
import { MISSING_BIN, fitFeatureBins } from './feature-bins.js';
import { runs } from '../../../../test/support/drawn.js';

const column = (...values: number[]) => ({
  rows: values.length,
  columns: 1,
  values: Float64Array.from(values),
});

describe('fitFeatureBins', () => {
  it('gives each of few values a bin, with bounds in the middle', () => {
    const bins = fitFeatureBins(column(3, 1, NaN, 1, 10));
    expect(bins.counts[0]).toBe(3);
    expect([...bins.bounds.slice(0, 3)]).toEqual([2, 6.5, Infinity]);
  });

  it('are made of the rows that they are fitted to, and hold the others too', () => {
    const x = column(3, 1, NaN, 1, 10, 500, -7, 2);
    const fitRows = [0, 1, 2, 3, 4];
    expect(fitFeatureBins(x, { fitRows })).toEqual(fitFeatureBins(column(3, 1, NaN, 1, 10)));
    expect([...binTable(x, { fitRows }).columnBins]).toEqual([1, 0, MISSING_BIN, 0, 2, 2, 0, 0]);
  });

  it('does not spend bins on a heavy zero', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i));
    const bins = fitFeatureBins(column(...values), { maxBins: 11 });
    expect(bins.counts[0]).toBe(11);
    const { columnBins } = binTable(column(...values), { maxBins: 11 });
    const sizes = new Map<number, number>();
    for (const bin of columnBins) sizes.set(bin, (sizes.get(bin) ?? 0) + 1);
    expect(sizes.get(0)).toBe(900);
    for (let bin = 1; bin < 11; bin++) expect(sizes.get(bin)).toBeGreaterThanOrEqual(8);
  });

  it('makes bins of about equal size of continuous values', () => {
    const values = Array.from({ length: 5100 }, (_, i) => Math.sqrt(i));
    const { columnBins, bins } = binTable(column(...values));
    expect(bins.counts[0]).toBe(255);
    const sizes = new Uint32Array(255);
    for (const bin of columnBins) sizes[bin]!++;
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(19);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(21);
  });

  it('knows a column without any value, and refuses infinities, bad bin counts and too many columns', () => {
    expect(fitFeatureBins(column(NaN, NaN)).counts[0]).toBe(0);
    expect(() => fitFeatureBins(column(1, Infinity))).toThrow(/row 1, column 0/);
    expect(() => fitFeatureBins(column(1, 2), { maxBins: 256 })).toThrow(RangeError);
  });

  it('bins and raw thresholds say the same of every value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(NaN)), {
          minLength: 1,
          maxLength: 80,
        }),
        fc.integer({ min: 2, max: 20 }),
        (values, maxBins) => {
          const { bins, columnBins } = binTable(column(...values), { maxBins });
          expect(bins.counts[0]).toBeLessThanOrEqual(maxBins);
          values.forEach((value, i) => {
            if (Number.isNaN(value)) expect(columnBins[i]).toBe(MISSING_BIN);
            else {
              expect(columnBins[i]).toBeLessThan(bins.counts[0]!);
              for (let bin = 0; bin + 1 < bins.counts[0]!; bin++)
                expect(columnBins[i]! <= bin).toBe(value <= boundOf(bins, 0, bin));
            }
          });
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

describe('takeBinnedRows', () => {
  const x = { rows: 4, columns: 2, values: Float64Array.of(1, 8, 2, NaN, 3, 6, 4, 5) };

  it('is the table of those rows in the bins of the whole, behind them a column of few values', () => {
    const table = binTable(x);
    const taken = takeBinnedRows(table, [3, 1, 1, 0], { values: [7, 14], places: [1, 1, 0, 1] });
    expect([...taken.columnBins]).toEqual([3, 1, 1, 0, 0, MISSING_BIN, MISSING_BIN, 2, 1, 1, 0, 1]);
    expect([...taken.bins.counts]).toEqual([...table.bins.counts, 2]);
  });

  it('has one more column of few values, with a bin each', () => {
    const places = [2, 0, 1, 2, 1];
    const values = [7, 14, 30];
    const rows = [0, 1, 2, 3, 0];
    const taken = takeBinnedRows(binTable(x), rows, { values, places });
    const wide = rows.flatMap((row, i) => [...x.values.subarray(2 * row, 2 * row + 2), values[places[i]!]!]);
    expect(taken).toEqual(binTable({ rows: 5, columns: 3, values: Float64Array.from(wide) }));
  });
});
