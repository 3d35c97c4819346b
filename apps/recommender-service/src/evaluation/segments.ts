import { popularOrder } from '../model/popularity.js';
import type { ActivityBandDto, PopularitySegmentDto } from './evaluation.dto.js';

const BANDS: [number, number | null][] = [
  [1, 4],
  [5, 19],
  [20, 99],
  [100, null],
];
/** Head, middle and tail hold 50, 30 and 20 % of all listeners. */
const UP_TO = { head: 0.5, middle: 0.8, tail: 1 } as const satisfies Record<
  PopularitySegmentDto['segment'],
  number
>;
const SEGMENTS = Object.keys(UP_TO) as (keyof typeof UP_TO)[];

/** @param songs liked by each user; the metrics in the same order. Bands without users are left out. */
export function activityBands(songs: number[], ndcg: Float64Array, recall: Float64Array): ActivityBandDto[] {
  return BANDS.map(([from, to]) => {
    const users = songs.flatMap((count, n) => (count >= from && (to === null || count <= to) ? [n] : []));
    const mean = (values: Float64Array) => users.reduce((sum, n) => sum + values[n]!, 0) / users.length;
    return { from, to, users: users.length, ndcg: mean(ndcg), recall: mean(recall) };
  }).filter(({ users }) => users > 0);
}

/** Songs with equal listeners are distinguished by their number. */
export function popularitySegments(
  listeners: Uint32Array,
  { hits, wanted }: { hits: Uint32Array; wanted: Uint32Array },
): PopularitySegmentDto[] {
  const all = listeners.reduce((sum, count) => sum + count, 0);
  const found = SEGMENTS.map((segment) => ({ segment, songs: 0, wanted: 0, hits: 0 }));
  let before = 0;
  for (const song of popularOrder(listeners)) {
    const segment = SEGMENTS.findIndex((name) => before < UP_TO[name] * all);
    const into = found[segment === -1 ? SEGMENTS.length - 1 : segment]!;
    into.songs++;
    into.wanted += wanted[song]!;
    into.hits += hits[song]!;
    before += listeners[song]!;
  }
  return found.map(({ segment, songs, wanted: sought, hits: hit }) => ({
    segment,
    songs,
    wanted: sought,
    recall: hit / Math.max(1, sought),
  }));
}
