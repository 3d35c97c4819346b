import { ones, weightedMean } from '../evaluation/weighted-mean.js';
import { ascendingOrder } from '../linalg/ascending-order.js';

/** A non-decreasing function through its knots: linear between them, constant outside. */
interface IsotonicFit {
  /** Ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

interface IsotonicOptions {
  /**
   * Each pooled block becomes one knot at its mean `x` (centred isotonic regression; Oron and Flournoy 2017),
   * so the function rises between blocks instead of jumping, and different points keep different values.
   * Default false: the step function.
   */
  readonly centred?: boolean;
  /**
   * Rows with the mean target that are added at each distinct `x`, so that few rows cannot ask for certainty.
   * Default 0.
   */
  readonly priorRows?: number;
  /** As how many rows each one counts; default 1. */
  readonly weights?: Float64Array;
}

interface Block {
  first: number;
  last: number;
  sumOfX: number;
  rows: number;
  sum: number;
  count: number;
}

/**
 * The non-decreasing function with the least squared error to `targets` at `x` (same length, at least one), by pooling
 * adjacent violators (Barlow et al. 1972; Zadrozny and Elkan 2002 for probabilities). Equal `x` count as one
 * point with their mean.
 */
export function fitIsotonic(
  x: ArrayLike<number>,
  targets: ArrayLike<number>,
  { centred = false, priorRows = 0, weights = ones(x.length) }: IsotonicOptions = {},
): IsotonicFit {
  if (x.length === 0 || x.length !== targets.length)
    throw new RangeError('isotonic fit needs as many targets as points, and at least one');
  const order = ascendingOrder(x);
  const prior = priorRows === 0 ? 0 : priorRows * weightedMean(targets, weights);
  const blocks: Block[] = [];
  for (let i = 0; i < order.length;) {
    const at = x[order[i]!]!;
    const block: Block = { first: at, last: at, sumOfX: 0, rows: 0, sum: prior, count: priorRows };
    for (; i < order.length && x[order[i]!] === at; i++) {
      const weight = weights[order[i]!]!;
      block.sumOfX += weight * at;
      block.rows += weight;
      block.sum += weight * targets[order[i]!]!;
      block.count += weight;
    }
    blocks.push(block);
    mergeViolators(blocks);
  }
  const knots = blocks.flatMap(({ first, last, sumOfX, rows, sum, count }) => {
    const value = sum / count;
    if (centred) return [[sumOfX / rows, value]];
    return (first === last ? [first] : [first, last]).map((at) => [at, value]);
  });
  return { x: Float64Array.from(knots, ([at]) => at!), y: Float64Array.from(knots, ([, value]) => value!) };
}

function mergeViolators(blocks: Block[]): void {
  while (blocks.length > 1) {
    const last = blocks.at(-1)!;
    const before = blocks.at(-2)!;
    if (before.sum / before.count < last.sum / last.count) return;
    before.last = last.last;
    before.sumOfX += last.sumOfX;
    before.rows += last.rows;
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
