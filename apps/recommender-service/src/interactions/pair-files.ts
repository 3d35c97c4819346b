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
