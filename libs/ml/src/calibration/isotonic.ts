/** A non-decreasing function through its knots: linear between them, constant outside. */
export interface IsotonicFit {
  /** Ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The non-decreasing function with the least squared error to `targets` at `x` (same length, at least one), by pooling
 * adjacent violators (Barlow et al. 1972; Zadrozny and Elkan 2002 for probabilities). Equal `x` count as one point with their mean.
 */
export function fitIsotonic(x: ArrayLike<number>, targets: ArrayLike<number>): IsotonicFit {
  if (x.length === 0 || x.length !== targets.length)
    throw new RangeError('isotonic fit needs as many targets as points, and at least one');
  const order = Uint32Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const blocks: { first: number; last: number; sum: number; count: number }[] = [];
  for (let i = 0; i < order.length;) {
    const at = x[order[i]!]!;
    const block = { first: at, last: at, sum: 0, count: 0 };
    for (; i < order.length && x[order[i]!] === at; i++) {
      block.sum += targets[order[i]!]!;
      block.count++;
    }
    blocks.push(block);
    mergeViolators(blocks);
  }
  const knots = blocks.flatMap(({ first, last, sum, count }) =>
    first === last
      ? [[first, sum / count]]
      : [
          [first, sum / count],
          [last, sum / count],
        ],
  );
  return { x: Float64Array.from(knots, ([at]) => at!), y: Float64Array.from(knots, ([, value]) => value!) };
}

function mergeViolators(blocks: { first: number; last: number; sum: number; count: number }[]): void {
  while (blocks.length > 1) {
    const last = blocks.at(-1)!;
    const before = blocks.at(-2)!;
    if (before.sum / before.count < last.sum / last.count) return;
    before.last = last.last;
    before.sum += last.sum;
    before.count += last.count;
    blocks.pop();
  }
}

/** Value of the fitted function at each of `x`. */
export function applyIsotonic(fit: IsotonicFit, x: ArrayLike<number>): Float64Array {
  return Float64Array.from(x, (at) => {
    let low = 0;
    let high = fit.x.length - 1;
    if (at <= fit.x[0]!) return fit.y[0]!;
    if (at >= fit.x[high]!) return fit.y[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (fit.x[middle]! <= at) low = middle;
      else high = middle;
    }
    const share = (at - fit.x[low]!) / (fit.x[high]! - fit.x[low]!);
    return fit.y[low]! + share * (fit.y[high]! - fit.y[low]!);
  });
}
