import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { SparseRows } from '#ml';
import { LikedFiles } from '../../apps/recommender-service/src/interactions/liked-files.js';
import { NumberTable } from '../../apps/recommender-service/src/interactions/number-table.js';
import { PAIR_COLUMNS } from '../../apps/recommender-service/src/interactions/pair-files.js';

/** A matrix as the service leaves it to Spark, in a new folder below another. */
export function likedFiles(matrix: SparseRows, below: string): LikedFiles {
  const folder = mkdtempSync(join(below, 'pairs-'));
  const file = new NumberTable(join(folder, '00.parquet'), PAIR_COLUMNS);
  const listeners = new Uint32Array(matrix.columns);
  for (let user = 0; user < matrix.rows; user++) {
    for (let n = matrix.starts[user]!; n < matrix.starts[user + 1]!; n++) {
      const [song, weight] = [matrix.indices[n]!, matrix.weights[n]!];
      file.add([user, song, weight, weight]);
      listeners[song]!++;
    }
  }
  file.finish();
  const songOf = Int32Array.from(listeners.keys());
  return new LikedFiles({ folder, songs: songOf }, { songOf, listeners, liked: matrix }, 'all');
}
