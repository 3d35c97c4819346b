import { constrained } from '../../answers/constraints/constraints.js';
import type { Constraints, SongTraits } from '../../answers/constraints/constraints.js';
import type { RowKind } from './home.dto.js';

/** Candidates of one row, best first. */
export interface RowCandidates {
  kind: RowKind;
  songIds: readonly string[];
}

/**
 * Fills rows from the top, at most `limit` songs each and no song twice; rows without songs are left out.
 * @param constraints on each row by itself; null: none.
 */
export function fillRows<Row extends RowCandidates>(
  candidates: readonly Row[],
  limit: number,
  constraints: Constraints | null,
  traitsOf: (songId: string) => SongTraits,
): Row[] {
  const shown = new Set<string>();
  return candidates.flatMap((row) => {
    const songIds = constrained(eachOnce(row.songIds, shown), traitsOf, constraints, limit);
    for (const songId of songIds) shown.add(songId);
    return songIds.length === 0 ? [] : [{ ...row, songIds }];
  });
}

/** Candidates may be thousands, of which few are looked at. */
function* eachOnce(songIds: Iterable<string>, shown: ReadonlySet<string>): Generator<string> {
  const seen = new Set<string>();
  for (const songId of songIds) {
    if (shown.has(songId) || seen.has(songId)) continue;
    seen.add(songId);
    yield songId;
  }
}
