import { FeatureTable } from './feature-table.js';

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
