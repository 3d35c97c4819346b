import { alsBytes, exactRowBytes, MOST_EXACT_ROWS, MOST_KERNEL_BYTES } from '#kernels';
import type { LikedSizes } from '../interactions/interaction-matrix.js';

const GIB = 2 ** 30;

/** Why the kernel cannot fit factors of these sizes, in a sentence with what can be done; null when it can. */
export function fitRefusal({ users, songs, pairs }: LikedSizes, factors: number): string | null {
  const bytes = alsBytes({ rows: users, columns: songs, pairs }, factors);
  if (bytes > MOST_KERNEL_BYTES) {
    return (
      `Fitting ${count(users)} users, ${count(songs)} songs and ${count(pairs)} pairs with ${factors} factors needs ` +
      `${(bytes / GIB).toFixed(1)} GiB, and the kernel addresses 4 GiB: lower RECOMMENDER_FACTORS, raise RECOMMENDER_MIN_LISTENERS, ` +
      'or let Spark train ({"engine": "spark"}), see docs/spark.md.'
    );
  }
  return null;
}

/**
 * Why this program cannot serve a model of these sizes; null when it can.
 * @param users all users with an event, whom the model holds
 */
export function serveRefusal(
  { users, songs }: Pick<LikedSizes, 'users' | 'songs'>,
  factors: number,
  kept: { songs: string; users: string },
): string | null {
  for (const [rows, name, setting] of [
    [users, 'users', 'RECOMMENDER_USER_VECTORS'],
    [songs, 'songs', 'RECOMMENDER_SONG_VECTORS'],
  ] as const) {
    if (kept[name] !== 'exact') continue;
    const tooLarge = rows > MOST_EXACT_ROWS || rows * exactRowBytes(factors) > MOST_KERNEL_BYTES;
    if (tooLarge) {
      return (
        `Exact vectors of ${count(rows)} ${name} with ${factors} factors do not fit into one index ` +
        `(${count(MOST_EXACT_ROWS)} vectors, 4 GiB): set ${setting}=compact.`
      );
    }
  }
  return null;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
