import { RowBits } from '#kernels';
import { meets } from '#common/conditions';
import type { PropertyValue, Test } from '#common/conditions';
import type { SongProperties } from '#common';

/** A number of its value for each song; equal values are kept once. */
interface Column {
  readonly codes: Int32Array;
  readonly values: PropertyValue[];
  /** Codes by values as JSON; empty once all are read. */
  readonly known: Map<string, number>;
}

/** Properties of the songs of one model, by row. */
export class PropertyColumns {
  private readonly columns = new Map<string, Column>();

  constructor(private readonly rows: number) {}

  /** Each row once. */
  add(row: number, properties: SongProperties): void {
    for (const [name, value] of Object.entries(properties)) {
      let column = this.columns.get(name);
      if (column === undefined) {
        column = { codes: new Int32Array(this.rows), values: [null], known: new Map() };
        this.columns.set(name, column);
      }
      const key = JSON.stringify(value);
      const code = column.known.get(key) ?? column.values.push(value) - 1;
      column.known.set(key, code);
      column.codes[row] = code;
    }
  }

  /** To be called behind the last row: forgets what only adding needs. */
  close(): void {
    for (const { known } of this.columns.values()) known.clear();
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  value(name: string, row: number): PropertyValue {
    const column = this.columns.get(name);
    return column === undefined ? null : column.values[column.codes[row]!]!;
  }

  /** Songs whose value does not meet a test: each value is looked at once. */
  unmet(name: string, test: Test): RowBits {
    const unmet = new RowBits(this.rows);
    const { codes, values } = this.columns.get(name) ?? { codes: null, values: [null] };
    const isUnmet = values.map((value) => !meets(value, test));
    for (let row = 0; row < this.rows; row++)
      if (isUnmet[codes === null ? 0 : codes[row]!]!) unmet.set(row, true);
    return unmet;
  }
}
