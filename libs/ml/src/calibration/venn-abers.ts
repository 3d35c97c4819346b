import { ones } from '../evaluation/weighted-mean.js';
import { ascendingOrder } from '../linalg/ascending-order.js';

/**
 * Probability intervals as step functions of the score, ready to be looked up.
 * Step `i` holds from `from[i]` (included) to `from[i + 1]`; the first step holds for everything below too.
 */
export interface VennAbersFit {
  /** Ascending; as many entries as `low` and `high`. */
  readonly from: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Bounds of one probability of label 1. */
export interface ProbabilityInterval {
  readonly low: number;
  readonly high: number;
}

/** A pooled block of an isotonic fit that ends at one side of the inserted point, and the block beyond it. */
interface Block {
  readonly sum: number;
  readonly count: number;
  readonly beyond: Block | null;
}

/**
 * Inductive Venn-Abers predictor (Vovk, Petej and Fedorova 2015) of scores whose labels (0 or 1) nothing was
 * learned from: `low` is the isotonic fit at a score when that score is added with label 0, `high` when it is
 * added with label 1. One of the two is calibrated whatever the scores are. They are computed here for every
 * score that can be asked for, from the isotonic fits of all scores below and of all above it. Scores
 * count by `weights`, default once each, the one that is added once. Throws RangeError when there are no scores
 * or lengths differ.
 */
export function fitVennAbers(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights = ones(scores.length),
): VennAbersFit {
  if (scores.length === 0 || scores.length !== labels.length)
    throw new RangeError('a Venn-Abers fit needs as many labels as scores, and at least one');
  const groups = groupEqual(scores, labels, weights);
  const below = pooledFrom(groups, (rate, pooled) => rate >= pooled);
  const above = pooledFrom([...groups].reverse(), (rate, pooled) => rate <= pooled).reverse();

  const steps: Step[] = [];
  const add = (
    from: number,
    own: { sum: number; count: number },
    left: Block | null,
    right: Block | null,
  ) => {
    const [low, high] = [0, 1].map((label) =>
      fitAt({ sum: own.sum + label, count: own.count + 1 }, left, right),
    ) as [number, number];
    addStep(steps, { from, low, high });
  };
  add(-Infinity, { sum: 0, count: 0 }, null, above[0]!);
  groups.forEach((group, i) => {
    // At a known score it joins the labels there; behind it, it is alone.
    add(group.at, group, below[i - 1] ?? null, above[i + 1] ?? null);
    add(nextUp(group.at), { sum: 0, count: 0 }, below[i]!, above[i + 1] ?? null);
  });
  return fitOf(steps);
}

/** Bounds at `score`, by binary search. */
export function vennAbersInterval({ from, low, high }: VennAbersFit, score: number): ProbabilityInterval {
  let first = 0;
  let end = from.length;
  while (end - first > 1) {
    const middle = (first + end) >> 1;
    if (from[middle]! <= score) first = middle;
    else end = middle;
  }
  return { low: low[first]!, high: high[first]! };
}

/** At each score the widest bounds of all `fits`, of which there is at least one. */
export function widestBounds(fits: readonly VennAbersFit[]): VennAbersFit {
  const starts = Float64Array.from(new Set(fits.flatMap(({ from }) => [...from]))).sort();
  const steps: Step[] = [];
  for (const from of starts) {
    const own = fits.map((fit) => vennAbersInterval(fit, from));
    const [low, high] = [Math.min(...own.map((one) => one.low)), Math.max(...own.map((one) => one.high))];
    addStep(steps, { from, low, high });
  }
  return fitOf(steps);
}

interface Step extends ProbabilityInterval {
  readonly from: number;
}

/** A step is one only where a bound changes. */
function addStep(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  if (last === undefined || last.low !== step.low || last.high !== step.high) steps.push(step);
}

function fitOf(steps: readonly Step[]): VennAbersFit {
  return {
    from: Float64Array.from(steps, ({ from }) => from),
    low: Float64Array.from(steps, ({ low }) => low),
    high: Float64Array.from(steps, ({ high }) => high),
  };
}

/** Distinct scores, ascending, each with the weight of its rows and that of those with label 1. */
function groupEqual(scores: ArrayLike<number>, labels: ArrayLike<number>, weights: Float64Array) {
  const groups: { at: number; sum: number; count: number }[] = [];
  for (const i of ascendingOrder(scores)) {
    if (groups.at(-1)?.at !== scores[i]) groups.push({ at: scores[i]!, sum: 0, count: 0 });
    const group = groups.at(-1)!;
    group.sum += weights[i]! * labels[i]!;
    group.count += weights[i]!;
  }
  return groups;
}

/** For each group the isotonic fit of it and all groups before it, as a list of blocks that begins at the group. */
function pooledFrom(
  groups: readonly { sum: number; count: number }[],
  violates: (before: number, after: number) => boolean,
): Block[] {
  let beyond: Block | null = null;
  return groups.map(({ sum, count }) => {
    let block: Block = { sum, count, beyond };
    while (block.beyond !== null && violates(rate(block.beyond), rate(block)))
      block = merge(block, block.beyond);
    return (beyond = block);
  });
}

/** Value of the isotonic fit of both sides and the point between them, at that point. */
function fitAt(point: { sum: number; count: number }, left: Block | null, right: Block | null): number {
  let block: Block = { ...point, beyond: null };
  for (;;) {
    if (left !== null && rate(left) >= rate(block)) {
      block = merge(block, left);
      left = left.beyond;
    } else if (right !== null && rate(right) <= rate(block)) {
      block = merge(block, right);
      right = right.beyond;
    } else return rate(block);
  }
}

function merge(block: Block, other: Block): Block {
  return { sum: block.sum + other.sum, count: block.count + other.count, beyond: other.beyond };
}

function rate({ sum, count }: Block): number {
  return sum / count;
}

/** The smallest number above `x`. */
function nextUp(x: number): number {
  const number = new Float64Array([x + 0]);
  const bits = new BigInt64Array(number.buffer);
  bits[0]! += x >= 0 ? 1n : -1n;
  return number[0]!;
}
