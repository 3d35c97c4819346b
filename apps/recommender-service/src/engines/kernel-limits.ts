import { alsBytes, MOST_KERNEL_BYTES } from '#kernels';
import type { LikedSizes } from '../interactions/interaction-matrix.js';

/** Why the kernel cannot fit factors of these sizes, in a sentence with what can be done; null when it can. */
export function fitRefusal({ users, songs, pairs }: LikedSizes, factors: number): string | null {
  const bytes = alsBytes({ rows: users, columns: songs, pairs }, factors);
  if (bytes <= MOST_KERNEL_BYTES) return null;
  const count = (value: number) => value.toLocaleString('en-US');
  return (
    `Fitting ${count(users)} users, ${count(songs)} songs and ${count(pairs)} pairs with ${factors} factors needs ` +
    `${(bytes / 2 ** 30).toFixed(1)} GiB, and the kernel addresses 4 GiB: lower RECOMMENDER_FACTORS, raise RECOMMENDER_MIN_LISTENERS, ` +
    'or let Spark train ({"engine": "spark"}), see docs/spark.md.'
  );
}
