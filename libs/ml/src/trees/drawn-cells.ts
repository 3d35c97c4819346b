import { NO_PLACE, rowCodes } from './binned-table.js';
import type { BinnedTable } from './binned-table.js';
import type { TreeCells } from './histogram.js';

/**
 * The cells of the rows and columns that were drawn for a tree, copied side by side: its histograms are
 * filled about twice from all of these rows, and read two cache lines fewer a row each time. One serves all
 * trees of a model.
 */
export class DrawnCells {
  private codes = new Uint16Array(0);
  private readonly places: Uint32Array;
  private readonly whole: TreeCells;

  constructor(private readonly table: BinnedTable) {
    this.places = new Uint32Array(table.rows);
    const places = Uint32Array.from(this.places.keys());
    this.whole = { pairs: pairsOf(table.codes), width: rowCodes(table.bins.columns) / 2, places };
  }

  /**
   * Those of the first `count` of `rows` and the columns `used`; of the whole table, uncopied, where most of
   * it was drawn.
   */
  of(rows: Uint32Array, count: number, used: Uint16Array): TreeCells {
    const { columns } = this.table.bins;
    if (used.length === columns && 2 * count > this.table.rows) return this.whole;
    const width = rowCodes(used.length);
    if (this.codes.length < count * width) this.codes = new Uint16Array(count * width);
    const { codes, places } = this;
    const from = this.table.codes;
    const fromWidth = rowCodes(columns);
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const [start, at] = [row * fromWidth, i * width];
      places[row] = i;
      for (let k = 0; k < used.length; k++) codes[at + k] = from[start + used[k]!]!;
      if (used.length < width) codes[at + used.length] = NO_PLACE;
    }
    return { pairs: pairsOf(codes), width: width / 2, places };
  }
}

function pairsOf(codes: Uint16Array): Uint32Array {
  return new Uint32Array(codes.buffer, codes.byteOffset, codes.length / 2);
}
