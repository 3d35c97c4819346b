/** Index of an id among ascending ones, or -1. */
export function findId(ids: BigInt64Array, id: string): number {
  const wanted = BigInt(id);
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle]!;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The place of each id among `ids`, or -1; both ascend. */
export function placesIn(ids: BigInt64Array, wanted: BigInt64Array): Int32Array {
  let at = 0;
  return Int32Array.from(wanted, (id) => {
    while (at < ids.length && ids[at]! < id) at++;
    return ids[at] === id ? at : -1;
  });
}
