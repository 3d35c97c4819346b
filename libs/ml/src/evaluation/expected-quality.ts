import { lossOf } from './classification.js';
import { normalInterval } from './interval.js';
import type { Interval } from './interval.js';

/** What measures will be once outcomes are known, if the probabilities are right. */
export interface ExpectedQuality {
  /** NaN where no two users can have different outcomes. */
  readonly rocAuc: Interval;
  readonly brier: Interval;
  /** In nats. */
  readonly logLoss: Interval;
}

/**
 * Expected measures of calibrated probabilities, without any outcome (confidence-based performance
 * estimation): each row churns with its own probability p, so its squared error is p (1 - p) on average, and
 * a pair is in the right order as often as the outcomes that p says. The intervals hold 95 % of what outcomes
 * drawn from the probabilities would show; they know nothing of probabilities that are wrong.
 * @param probabilities of label 1; each represents `users / probabilities.length` users
 */
export function expectedQuality(
  probabilities: ArrayLike<number>,
  users: number = probabilities.length,
): ExpectedQuality {
  const sorted = Float64Array.from(probabilities).sort();
  const weight = users / sorted.length;
  return {
    rocAuc: expectedRocAuc(sorted, weight),
    brier: expectedMean(
      sorted,
      users,
      (p) => p * (1 - p),
      (p) => 1 - 2 * p,
    ),
    logLoss: expectedMean(
      sorted,
      users,
      (p) => p * lossOf(p, 1) + (1 - p) * lossOf(p, 0),
      (p) => lossOf(p, 1) - lossOf(p, 0),
    ),
  };
}

/**
 * Mean over rows of a loss whose expectation at p is `expected`; `step` is the loss of outcome 1 less that of
 * outcome 0, whose square times p (1 - p) is the variance.
 */
function expectedMean(
  sorted: Float64Array,
  users: number,
  expected: (p: number) => number,
  step: (p: number) => number,
): Interval {
  let sum = 0;
  let variance = 0;
  for (const p of sorted) {
    sum += expected(p);
    variance += p * (1 - p) * step(p) ** 2;
  }
  return around(sum / sorted.length, Math.sqrt(variance / sorted.length / users), Infinity);
}

/** The variance is that of the first derivative by each outcome, the delta method; `sorted` ascending. */
function expectedRocAuc(sorted: Float64Array, weight: number): Interval {
  const [below, all, own] = lowerMass(sorted);
  const stayed = sorted.length - all;
  let inOrder = 0;
  sorted.forEach((p, i) => (inOrder += p * (below.stayed[i]! + below.stayedTied[i]! / 2)));
  // A user is no pair with itself: of the users that one row represents, all others are.
  const pairs = all * stayed - own / weight;
  const value = (inOrder - own / weight / 2) / pairs;
  let variance = 0;
  sorted.forEach((p, i) => {
    const stayedBelow = below.stayed[i]! + below.stayedTied[i]! / 2;
    const churnedAbove = all - below.churned[i]! - below.churnedTied[i]! / 2;
    const gradient = (stayedBelow - churnedAbove - value * (stayed - all)) / pairs;
    variance += p * (1 - p) * gradient ** 2;
  });
  return around(value, Math.sqrt(variance / weight), 1);
}

interface Below {
  readonly churned: Float64Array;
  readonly churnedTied: Float64Array;
  readonly stayed: Float64Array;
  readonly stayedTied: Float64Array;
}

/**
 * Of each row the expected churned and stayed rows below it, and those with the same value; all churned; and
 * sum of p (1 - p).
 */
function lowerMass(sorted: Float64Array): [Below, churned: number, own: number] {
  const of = () => new Float64Array(sorted.length);
  const below = { churned: of(), churnedTied: of(), stayed: of(), stayedTied: of() };
  let churned = 0;
  let own = 0;
  for (let from = 0; from < sorted.length;) {
    const p = sorted[from]!;
    let to = from + 1;
    while (to < sorted.length && sorted[to] === p) to++;
    const tied = to - from;
    below.churned.fill(churned, from, to);
    below.stayed.fill(from - churned, from, to);
    below.churnedTied.fill(tied * p, from, to);
    below.stayedTied.fill(tied * (1 - p), from, to);
    churned += tied * p;
    own += tied * p * (1 - p);
    from = to;
  }
  return [below, churned, own];
}

function around(value: number, standardError: number, most: number): Interval {
  const { low, high } = normalInterval(value, standardError);
  return { value, low: Math.max(0, low), high: Math.min(most, high), standardError };
}
