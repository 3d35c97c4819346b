import type { RankedIndices } from '#ml';
import type { Best } from '../../answers/best-songs.js';

/** The entry a page ended with, and how many came up to it. */
export interface RankEnd {
  seen: number;
  score: number;
  row: number;
}

export interface RankedPage {
  rows: number[];
  scores: number[];
  /** Null when there is nothing more. */
  end: RankEnd | null;
}

/** A list ends here at the latest: so many a scan can keep. */
const LONGEST_LIST = 10_000;

/**
 * The next `limit` entries behind `after`. They are found by their score and not by their place, so that a
 * page never repeats or skips an entry when others have been taken out of the list since, or put back.
 */
export function rankedPage(best: Best, limit: number, after: RankEnd | null): RankedPage {
  for (let k = Math.min(LONGEST_LIST, (after?.seen ?? 0) + limit + 1); ; k = Math.min(LONGEST_LIST, 2 * k)) {
    const page = pageWithin(best(k), k, limit, after);
    if (page !== null) return page;
  }
}

/** The page, or null when the best k do not reach to its end. */
function pageWithin(
  found: RankedIndices,
  k: number,
  limit: number,
  after: RankEnd | null,
): RankedPage | null {
  const page = entriesBehind(found, limit + 1, after);
  const hasReachedEnd = found.indices.length < k;
  // Entries put back since the page before stand before its end and take up places: then more are needed.
  if (page.rows.length <= limit && !hasReachedEnd && k < LONGEST_LIST) return null;
  return cut(page, limit, after?.seen ?? 0);
}

function entriesBehind(
  { indices, scores }: RankedIndices,
  most: number,
  after: RankEnd | null,
): { rows: number[]; scores: number[] } {
  const page: { rows: number[]; scores: number[] } = { rows: [], scores: [] };
  for (let n = 0; n < indices.length && page.rows.length < most; n++) {
    const score = scores[n]!;
    const row = indices[n]!;
    if (after !== null && (score > after.score || (score === after.score && row <= after.row))) continue;
    page.rows.push(row);
    page.scores.push(score);
  }
  return page;
}

function cut(page: { rows: number[]; scores: number[] }, limit: number, seen: number): RankedPage {
  const rows = page.rows.slice(0, limit);
  const scores = page.scores.slice(0, limit);
  if (page.rows.length <= limit) return { rows, scores, end: null };
  return { rows, scores, end: { seen: seen + limit, score: scores.at(-1)!, row: rows.at(-1)! } };
}
