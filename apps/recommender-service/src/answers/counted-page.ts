import type { RankedIndices } from '#ml';
import { RoomForSingers } from './constraints/constraints.js';
import type { RowConstraints } from './constraints/song-facts.js';
import { LONGEST_LIST } from './ranked-page.js';
import type { Best } from './ranked-page.js';
import type { PageEnd, SongPage } from './song-page.js';

/** A list that counts songs of singers ends here: its cursor names all songs shown. */
const LONGEST_COUNTED = 500;
interface CountRequest {
  limit: number;
  /** Null: none. */
  constraints: RowConstraints | null;
}

export function countsSingers<Request extends CountRequest>(
  request: Request,
): request is Request & { constraints: RowConstraints } {
  return request.constraints !== null && request.constraints.asked.maxPerSinger < Infinity;
}

/**
 * The best songs that are not shown and whose singers have room: a song that had none on a page before has
 * none later.
 */
export function countedPage(best: Best, request: CountRequest, after: PageEnd | null): SongPage {
  const shown = shownUpTo(after);
  const limit = Math.min(request.limit, LONGEST_COUNTED - shown.length);
  for (let k = 4 * (shown.length + limit); ; k = Math.min(LONGEST_LIST, 2 * k)) {
    const { indices, scores } = best(k);
    const page = fitting({ indices, scores }, request, shown, limit + 1);
    const isWhole = indices.length < k || k === LONGEST_LIST;
    if (page.rows.length <= limit && !isWhole) continue;
    const rows = page.rows.slice(0, limit);
    const hasMore = page.rows.length > limit && shown.length + limit < LONGEST_COUNTED;
    return {
      rows,
      scores: page.scores.slice(0, limit),
      end: hasMore ? { shown: [...shown, ...rows] } : null,
    };
  }
}

function fitting(
  { indices, scores }: RankedIndices,
  request: CountRequest,
  shown: readonly number[],
  most: number,
): { rows: number[]; scores: number[] } {
  const page: { rows: number[]; scores: number[] } = { rows: [], scores: [] };
  const isShown = new Set(shown);
  const room = roomAfter(request, shown);
  for (let n = 0; n < indices.length && page.rows.length < most; n++) {
    const row = indices[n]!;
    if (isShown.has(row) || (room !== null && !room.take(row))) continue;
    page.rows.push(row);
    page.scores.push(scores[n]!);
  }
  return page;
}

export function shownUpTo(after: PageEnd | null): readonly number[] {
  return after !== null && 'shown' in after ? after.shown : [];
}

/** Room for further songs behind those shown; null: for any. */
export function roomAfter(
  request: CountRequest,
  shown: readonly number[],
): { take: (row: number) => boolean } | null {
  if (!countsSingers(request)) return null;
  const { facts, asked } = request.constraints;
  const room = new RoomForSingers(asked.maxPerSinger);
  for (const row of shown) room.count(facts.singersOf(row));
  return { take: (row) => room.take(facts.traits(row)) };
}
