import fc from 'fast-check';
import { fromCell, toCell } from './formula-cells.js';

describe('cells of a CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ["'=1", "''=1"],
    ["''-", "'''-"],
    ['Song = 1', 'Song = 1'],
    ["'tis", "'tis"],
    ["'", "'"],
    ['', ''],
    ['裂心', '裂心'],
  ])('%j becomes %j and comes back', (text, cell) => {
    expect(toCell(text)).toBe(cell);
    expect(fromCell(cell)).toBe(text);
  });

  it('hold no formula, and give back any text', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", 'a', ' ', '"') });
    fc.assert(
      fc.property(text, (given) => {
        expect(toCell(given)).not.toMatch(/^[=+\-@\t\r]/);
        expect(fromCell(toCell(given))).toBe(given);
      }),
    );
  });
});
