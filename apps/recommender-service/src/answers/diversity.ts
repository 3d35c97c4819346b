/** Candidates in any order with their scores, and how alike two of them are, -1 to 1. */
export interface Candidates {
  rows: readonly number[];
  scores: readonly number[];
  similarity: (a: number, b: number) => number;
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): picks again and again the candidate with
 * the largest (1 - diversity) x relevance - diversity x (largest similarity to what was picked). Relevance is
 * the score as a share of the best one, so that both parts have one scale. Ties go to the earlier candidate.
 * @param diversity 0: by score alone; 1: by difference alone. @param picked rows picked before, which are not
 * picked again.
 * @returns positions within `rows`, in the order of picking.
 */
export function marginalRelevance(
  { rows, scores, similarity }: Candidates,
  diversity: number,
  count: number,
  picked: readonly number[] = [],
): number[] {
  const best = Math.max(...scores.map(Math.abs), Number.MIN_VALUE);
  const nearest = rows.map((row) =>
    picked.reduce((most, other) => Math.max(most, similarity(row, other)), -1),
  );
  const isFree = rows.map((row) => !picked.includes(row));
  const order: number[] = [];
  const hasPicked = (): boolean => picked.length + order.length > 0;
  while (order.length < count) {
    let next = -1;
    let largest = -Infinity;
    for (let n = 0; n < rows.length; n++) {
      if (!isFree[n]) continue;
      const alike = hasPicked() ? nearest[n]! : 0;
      const value = ((1 - diversity) * scores[n]!) / best - diversity * alike;
      if (value > largest) {
        largest = value;
        next = n;
      }
    }
    if (next === -1) break;
    isFree[next] = false;
    order.push(next);
    for (let n = 0; n < rows.length; n++) {
      if (isFree[n]) nearest[n] = Math.max(nearest[n]!, similarity(rows[n]!, rows[next]!));
    }
  }
  return order;
}
