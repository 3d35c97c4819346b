import type { RankEnd } from './ranked-page.js';

/**
 * Where a page ended: behind this entry, or after these songs of a list that is diverse or has room for so
 * many songs of a singer.
 */
export type PageEnd = RankEnd | { shown: number[] };

/**
 * Where a page of a list ended that mixes new songs and own ones: after these, the plays received up to `at`
 * counted.
 */
export interface MixEnd {
  fresh: number[];
  again: string[];
  at: string | null;
}

export function isMixed(end: PageEnd | MixEnd | null): end is MixEnd {
  return end !== null && 'again' in end;
}

export interface SongPage {
  rows: number[];
  scores: number[];
  /** Null when there is nothing more. */
  end: PageEnd | null;
}
