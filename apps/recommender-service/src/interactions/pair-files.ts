import type { SparseRows } from '#ml';
import type { LikedSizes } from './interaction-matrix.js';
import { rowGroups } from './number-files.js';

/** Of a file of pairs. */
export const PAIR_COLUMNS = { user: 'INT32', song: 'INT32', weight: 'FLOAT', early_weight: 'FLOAT' } as const;

/**
 * Every user and song that met, in Parquet files of {@link PAIR_COLUMNS}, by ascending user and song. Users
 * are those of the pair table next to them.
 */
export interface PairFiles {
  folder: string;
  pairs: number;
  /** Song in the files -> song of the pair table, ascending; -1: no user has met it. */
  songs: Int32Array;
  /** Users with a weight above 0, by song of the pair table: over all days, and over the early ones. */
  listeners: Record<'all' | 'early', Uint32Array>;
  /** What can be learned from all days. */
  liked: LikedSizes;
}

/** Called with every pair, a row group after the other. @param visit song: that of the pair table. */
export async function visitPairs(
  { folder, songs }: Pick<PairFiles, 'folder' | 'songs'>,
  visit: (user: number, song: number, weight: number, earlyWeight: number) => void,
): Promise<void> {
  for await (const { rows, column } of rowGroups(folder)) {
    const [users, numbers] = [column('user'), column('song')];
    const [weights, earlyWeights] = [column('weight'), column('early_weight')];
    for (let n = 0; n < rows; n++) {
      visit(users[n]!, songs[numbers[n]!]!, weights[n]!, earlyWeights[n]!);
    }
  }
}

/**
 * Collects entries that come in order, by row and by column within a row, in no more memory than they take in
 * the end.
 */
export class RowCollector {
  private readonly starts: Int32Array;
  private readonly indices: Int32Array;
  private readonly weights: Float32Array;
  private size = 0;

  /** @param most entries. */
  constructor(
    private readonly rows: number,
    private readonly columns: number,
    most: number,
  ) {
    this.starts = new Int32Array(rows + 1);
    this.indices = new Int32Array(most);
    this.weights = new Float32Array(most);
  }

  add(row: number, column: number, weight: number): void {
    this.indices[this.size] = column;
    this.weights[this.size++] = weight;
    this.starts[row + 1] = this.size;
  }

  finish(): SparseRows {
    const { rows, columns, starts, indices, weights, size } = this;
    // A row without entries ends where the one before it ends.
    for (let row = 0; row < rows; row++) starts[row + 1] = Math.max(starts[row]!, starts[row + 1]!);
    return { rows, columns, starts, indices: indices.subarray(0, size), weights: weights.subarray(0, size) };
  }
}
