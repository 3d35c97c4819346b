import { sparseRowsFromTriples } from '#ml';
import type { SparseRows } from '#ml';
import { RowCollector, visitPairs } from '../interactions/pair-files.js';
import type { PairFiles } from '../interactions/pair-files.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { ServedPlaces } from './served-songs.js';

/** Users x served songs: what each user has met. A cold song weighs 0 there: nothing was learned from it. */
export function playedInTable(
  { userIds, users, songs, weights }: PairTable,
  places: ServedPlaces,
): SparseRows {
  const { placeOf, isCold, songIds } = places;
  const met = Int32Array.from(songs.keys()).filter((n) => placeOf[songs[n]!] !== -1);
  const rows = met.map((n) => placeOf[songs[n]!]!);
  const values = Float32Array.from(met, (n, at) => (isCold[rows[at]!] === 1 ? 0 : weights[n]!));
  return sparseRowsFromTriples(
    userIds.length,
    songIds.length,
    met.map((n) => users[n]!),
    rows,
    values,
  );
}

/** {@link playedInTable} of all pairs in files, in no more memory than it takes in the end. */
export async function playedInFiles(
  files: PairFiles,
  users: number,
  { placeOf, isCold, songIds }: ServedPlaces,
): Promise<SparseRows> {
  const rows = new RowCollector(users, songIds.length, files.pairs);
  await visitPairs(files, (user, song, weight) => {
    const place = placeOf[song]!;
    if (place !== -1) rows.add(user, place, isCold[place] === 1 ? 0 : weight);
  });
  return rows.finish();
}
