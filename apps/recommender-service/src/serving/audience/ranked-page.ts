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
  const seen = after?.seen ?? 0;
  for (let k = seen + limit + 1; ; k *= 2) {
    const most = Math.min(LONGEST_LIST, k);
    const { indices, scores } = best(most);
    const isBehind = (n: number): boolean =>
      after === null || scores[n]! < after.score || (scores[n] === after.score && indices[n]! > after.row);
    const behind = [...indices.keys()].filter(isBehind);
    // Entries put back since the page before are before its end and take up places: then more are needed.
    if (behind.length <= limit && indices.length === most && most < LONGEST_LIST) continue;
    const places = behind.slice(0, limit);
    const rows = places.map((n) => indices[n]!);
    const end = { seen: seen + limit, score: scores[places.at(-1)!]!, row: rows.at(-1)! };
    return { rows, scores: places.map((n) => scores[n]!), end: behind.length > limit ? end : null };
  }
}
