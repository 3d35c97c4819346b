import type { RowKind } from './home.dto.js';

/** Candidates of one row, best first. */
export interface RowCandidates {
  kind: RowKind;
  songIds: readonly string[];
}

/** Fills rows from the top, at most `limit` songs each and no song twice; rows without songs are left out. */
export function fillRows<Row extends RowCandidates>(candidates: readonly Row[], limit: number): Row[] {
  const shown = new Set<string>();
  return candidates.flatMap((row) => {
    const songIds = [...new Set(row.songIds)].filter((songId) => !shown.has(songId)).slice(0, limit);
    for (const songId of songIds) shown.add(songId);
    return songIds.length === 0 ? [] : [{ ...row, songIds }];
  });
}
