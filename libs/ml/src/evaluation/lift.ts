import { cumulativeWeights } from './ranked-outcomes.js';
import type { RankedOutcomes } from './ranked-outcomes.js';

/** What the top of the ranking holds. */
interface LiftPoint {
  /** Share of the weight of all rows asked for, and how many rows hold it (rounded up). */
  readonly share: number;
  readonly rows: number;
  /** Their weight, as all that follows. */
  readonly positives: number;
  /** Rate among them. */
  readonly precision: number;
  /** Share of all positives caught. */
  readonly gain: number;
  /** Precision over the base rate; at most 1 / base rate. */
  readonly lift: number;
}

/**
 * Lift and cumulative gain at the top `shares` (0 to 1) of the ranking. A run of equal scores that the cut
 * divides counts with its mean rate, so the result does not depend on how ties happen to lie.
 */
export function liftTable(ranked: RankedOutcomes, shares: readonly number[]): LiftPoint[] {
  const cumulative = cumulativeWeights(ranked);
  const [all, total] = [cumulative.all.at(-1)!, cumulative.positives.at(-1)!];
  return shares.map((share) => {
    // A share such as 0.05 of 100 must not become 6 rows for a rounding error.
    const rows = Math.max(
      1,
      cumulative.all.findIndex((weight) => weight >= Math.min(1, share) * all - 1e-9),
    );
    const positives = cumulative.positives[rows]!;
    const precision = positives / cumulative.all[rows]!;
    return {
      share,
      rows,
      positives,
      precision,
      gain: positives / total,
      lift: (precision * all) / total,
    };
  });
}
