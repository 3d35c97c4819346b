import { alsBytes, MOST_EXACT_ROWS, MOST_KERNEL_BYTES } from '#kernels';

/** What a retrain would learn from. */
export interface TrainingSizes {
  /** All users with an event, whom the model holds. */
  users: number;
  usersWhoLike: number;
  songs: number;
  likedPairs: number;
}

const GIB = 2 ** 30;

/** Why this program cannot train or serve a model of these sizes, in a sentence with what can be done; null when it can. */
export function kernelRefusal(
  { users, usersWhoLike, songs, likedPairs }: TrainingSizes,
  factors: number,
  kept: { songs: string; users: string },
): string | null {
  const bytes = alsBytes({ rows: usersWhoLike, columns: songs, pairs: likedPairs }, factors);
  if (bytes > MOST_KERNEL_BYTES) {
    return (
      `Fitting ${count(usersWhoLike)} users, ${count(songs)} songs and ${count(likedPairs)} pairs with ${factors} factors needs ` +
      `${(bytes / GIB).toFixed(1)} GiB, and the kernel addresses 4 GiB: lower RECOMMENDER_FACTORS, raise RECOMMENDER_MIN_LISTENERS, ` +
      'or train on another engine, see docs/scaling.md.'
    );
  }
  for (const [rows, name, setting] of [
    [users, 'users', 'RECOMMENDER_USER_VECTORS'],
    [songs, 'songs', 'RECOMMENDER_SONG_VECTORS'],
  ] as const) {
    if (kept[name] !== 'exact') continue;
    const tooLarge = rows > MOST_EXACT_ROWS || rows * (factors + 4) * 4 > MOST_KERNEL_BYTES;
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
