import { calibrationReport, rocAuc } from '#ml';
import { calibrationBins } from '../model-quality/curves.js';
import { drawMeasures, gainOver, measureIntervals, metricsOf } from '../model-quality/metrics.js';
import type { DrawnMeasures, Draws } from '../model-quality/metrics.js';
import type { OutcomeDto, ServedComparisonDto } from '../model-quality/outcome.dto.js';

/** One row a user, `labels` 1 for churned; all of one length, at least one. */
export interface OutcomeColumns {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
  readonly weights: Float64Array;
  /** Of a shadow version: what the version said that served the same users, NaN of those it did not score. */
  readonly served: { readonly version: number; readonly probabilities: Float64Array } | null;
}

interface OutcomeTask {
  readonly columns: OutcomeColumns;
  readonly draws: Draws;
}

/** Runs in a thread of its own: it takes a second for tens of thousands of users. */
export default function measureOutcome({ columns, draws }: OutcomeTask): OutcomeDto {
  const { probabilities, labels, daysSinceLastEvent, weights } = columns;
  return {
    ...metricsOf(columns),
    recencyRocAuc: rocAuc(daysSinceLastEvent, labels, weights),
    intervals: measureIntervals(drawMeasures(columns, draws)),
    calibration:
      new Set(labels).size === 2 ? calibrationReport(probabilities, labels, draws.seed, weights) : null,
    bins: calibrationBins(columns),
    besideServed: besideServed(columns, draws),
  };
}

/**
 * On the users whom both have scored, drawn together. Null for scores that were served, or where both share
 * no user.
 */
function besideServed(columns: OutcomeColumns, draws: Draws): ServedComparisonDto | null {
  const { served } = columns;
  if (served === null) return null;
  const both = (_: number, row: number) => !Number.isNaN(served.probabilities[row]);
  const [labels, weights] = [columns.labels.filter(both), columns.weights.filter(both)];
  if (labels.length === 0) return null;
  const [ours, theirs] = [columns, served].map(({ probabilities }) =>
    drawMeasures({ probabilities: probabilities.filter(both), labels, weights }, draws),
  ) as [DrawnMeasures, DrawnMeasures];
  return {
    version: served.version,
    users: labels.length,
    rocAuc: theirs.rocAuc.value,
    logLoss: theirs.logLoss.value,
    gain: gainOver(ours, theirs),
  };
}
