import { takeRows } from '#ml';
import type { FeatureCatalogue } from './feature-catalogue.js';

/** A row as PostgreSQL gives it: the user id as text, every feature as a number, null for never. */
export type FeatureRow = { userId: string } & Record<string, number | null>;

/** Features of many users at one snapshot date. Never is NaN here, so that it cannot pass for a number. */
export class FeatureTable {
  constructor(
    readonly userIds: BigInt64Array,
    /** users x features, row by row in catalogue order. */
    readonly values: Float64Array,
  ) {}

  get rows(): number {
    return this.userIds.length;
  }

  /** The rows of some users; the table itself when it is all of them. */
  of(isKept: (userId: bigint) => boolean): FeatureTable {
    const places = Uint32Array.from(this.userIds.keys()).filter((row) => isKept(this.userIds[row]!));
    if (places.length === this.rows) return this;
    const { values, rows } = this;
    return new FeatureTable(
      BigInt64Array.from(places, (row) => this.userIds[row]!),
      takeRows({ rows, columns: values.length / rows, values }, places).values,
    );
  }

  static fromRows(catalogue: FeatureCatalogue, rows: readonly FeatureRow[]): FeatureTable {
    const { features } = catalogue;
    const values = new Float64Array(rows.length * features.length);
    rows.forEach((row, i) => {
      features.forEach((feature, j) => {
        values[i * features.length + j] = row[feature.name] ?? NaN;
      });
    });
    return new FeatureTable(
      BigInt64Array.from(rows, (row) => BigInt(row.userId)),
      values,
    );
  }
}

const FIRST_ROWS = 1_024;

/** Takes rows one by one, how many there will be unknown, into arrays that double when they are full. */
export class GrowingTable {
  private userIds: BigInt64Array;
  private values: Float64Array;
  private rows = 0;

  constructor(
    private readonly width: number,
    firstRows = FIRST_ROWS,
  ) {
    this.userIds = new BigInt64Array(firstRows);
    this.values = new Float64Array(firstRows * width);
  }

  get length(): number {
    return this.rows;
  }

  add(userId: bigint, values: Float64Array): void {
    if (this.rows === this.userIds.length) {
      const [userIds, all] = [this.userIds, this.values];
      this.userIds = new BigInt64Array(2 * userIds.length);
      this.values = new Float64Array(2 * all.length);
      this.userIds.set(userIds);
      this.values.set(all);
    }
    this.userIds[this.rows] = userId;
    this.values.set(values, this.rows * this.width);
    this.rows++;
  }

  /** The rows so far, in arrays of their own. */
  done(): FeatureTable {
    return new FeatureTable(this.userIds.slice(0, this.rows), this.values.slice(0, this.rows * this.width));
  }
}
