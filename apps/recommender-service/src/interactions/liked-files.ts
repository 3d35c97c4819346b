import { RowCollector } from '#ml';
import type { SparseRows } from '#ml';
import type { Days, InteractionMatrix, LikedSizes } from './interaction-matrix.js';
import { visitPairs } from './pair-files.js';
import type { PairFiles } from './pair-files.js';

/** The liked pairs of a matrix, of which only some may be in memory, where all are in files. */
export class LikedFiles {
  /** Users without a liked pair are counted too: they are rows of the matrix. */
  readonly sizes: LikedSizes;

  constructor(
    private readonly files: Pick<PairFiles, 'folder' | 'songs'>,
    private readonly matrix: Pick<InteractionMatrix, 'songOf' | 'listeners' | 'liked'>,
    private readonly days: Days,
  ) {
    const { listeners, liked } = matrix;
    const pairs = listeners.reduce((sum, count) => sum + count, 0);
    this.sizes = { users: liked.rows, songs: listeners.length, pairs };
  }

  get folder(): string {
    return this.files.folder;
  }

  /** The column whose weights count. */
  get weight(): string {
    return this.days === 'all' ? 'weight' : 'early_weight';
  }

  /** Song in the files -> song of the matrix, or -1. */
  get songs(): Int32Array {
    return this.files.songs.map((song) => (song === -1 ? -1 : this.matrix.songOf[song]!));
  }

  /** All of them in memory. */
  async rows(): Promise<SparseRows> {
    const { users, songs, pairs } = this.sizes;
    const { songOf } = this.matrix;
    const rows = new RowCollector(users, songs, pairs);
    await visitPairs(this.files, (user, song, weight, earlyWeight) => {
      const counted = this.days === 'all' ? weight : earlyWeight;
      if (counted > 0 && songOf[song] !== -1) rows.add(user, songOf[song]!, counted);
    });
    return rows.finish();
  }
}
