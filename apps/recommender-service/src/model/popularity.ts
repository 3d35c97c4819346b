import { popularityOrder } from '#kernels';
import { placesIn } from '../interactions/sorted-ids.js';

/** Who heard which songs on the newest days. */
export interface RecentListeners {
  /** Ascending; the most heard songs alone. */
  songIds: BigInt64Array;
  listeners: Uint32Array;
  /** Users with plays or downloads on these days. */
  people: number;
}

/** Without those who heard none of the most heard songs. */
export type SongListeners = Omit<RecentListeners, 'people'>;

/** By song of `songIds`, which ascend; 0 for those that few have heard. */
export function recentBySong(recent: SongListeners, songIds: BigInt64Array): Uint32Array {
  const places = placesIn(recent.songIds, songIds);
  return Uint32Array.from(places, (place) => (place === -1 ? 0 : recent.listeners[place]!));
}

/** Songs by their listeners of late, ties in the order of `before`. */
export function recentOrder(listeners: Uint32Array, before: Int32Array): Int32Array {
  const placed = Uint32Array.from(before, (song) => listeners[song]!);
  return popularOrder(placed).map((place) => before[place]!);
}

/** Songs by the number of their listeners, most first, ties by the lower index, that is by id. */
export function popularOrder(listeners: Uint32Array): Int32Array {
  return popularityOrder(Int32Array.from(listeners)).order;
}

/**
 * The first k songs of the order that are not excluded; fewer when there are no more.
 * @param excluded songs, ascending.
 */
export function mostPopular(order: Int32Array, k: number, excluded: Int32Array): Int32Array {
  const isExcluded = new Set(excluded);
  const found = new Int32Array(Math.min(k, order.length));
  let size = 0;
  for (let n = 0; n < order.length && size < k; n++) {
    const song = order[n]!;
    if (!isExcluded.has(song)) found[size++] = song;
  }
  return found.subarray(0, size);
}
