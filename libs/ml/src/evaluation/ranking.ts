/** Ranking quality of one list, or the mean over many. All between 0 and 1. */
export interface RankingMetrics {
  /** Recall@k = hits among the first k / min(k, relevant items), so that a perfect list always reaches 1. */
  recall: number;
  /** NDCG@k with gain 1 and discount 1 / log2(rank + 1), divided by that of a perfect list. */
  ndcg: number;
  /** Average precision at k: the precision at the rank of each hit, summed and divided by min(k, relevant items). */
  map: number;
  /** 1 when anything relevant is among the first k. */
  hitRate: number;
}

/**
 * Metrics of the first k of one ranked list (Jarvelin and Kekalainen, "Cumulated gain-based evaluation of IR
 * techniques", ACM TOIS 2002; recall truncated at k as in Liang et al., "Variational autoencoders for
 * collaborative filtering", 2018).
 * @param ranked items best first, distinct; a list shorter than k counts as it is.
 * @param relevant distinct items, ascending; at least one.
 * @throws RangeError when nothing is relevant: such a user has no defined metric and must be left out.
 */
export function rankingMetrics(ranked: Int32Array, relevant: Int32Array, k: number): RankingMetrics {
  if (relevant.length === 0) throw new RangeError('a ranking without relevant items has no metric');
  const reachable = Math.min(k, relevant.length);
  let hits = 0;
  let gain = 0;
  let perfect = 0;
  let precisions = 0;
  for (let rank = 1; rank <= reachable; rank++) perfect += 1 / Math.log2(rank + 1);
  for (let rank = 1; rank <= Math.min(k, ranked.length); rank++) {
    if (!isIn(relevant, ranked[rank - 1]!)) continue;
    hits++;
    precisions += hits / rank;
    gain += 1 / Math.log2(rank + 1);
  }
  return {
    recall: hits / reachable,
    ndcg: gain / perfect,
    map: precisions / reachable,
    hitRate: hits > 0 ? 1 : 0,
  };
}

/** Whether a value is among ascending ones. */
export function isIn(ascending: Int32Array, value: number): boolean {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle]!;
    if (found === value) return true;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
