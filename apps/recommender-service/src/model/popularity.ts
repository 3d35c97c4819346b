import { popularityOrder } from '#kernels';

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
