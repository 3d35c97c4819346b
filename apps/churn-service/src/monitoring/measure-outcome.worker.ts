import { calibrationReport, rocAuc } from '#ml';
import { drawMeasures, gainOver, measureIntervals, metricsOf } from '../model-quality/metrics.js';
import type { Draws } from '../model-quality/metrics.js';
import type { OutcomeBinDto, OutcomeDto, ServedComparisonDto } from '../model-quality/outcome.dto.js';

/** One row a user, `labels` 1 for churned; all of one length, at least one. */
export interface OutcomeColumns {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
  /** Of a shadow version: what the version said that served the same users, NaN of those it did not score. */
  readonly served: { readonly version: number; readonly probabilities: Float64Array } | null;
}

const BINS = 10;

interface OutcomeTask {
  readonly columns: OutcomeColumns;
  readonly draws: Draws;
}

/** Runs in a thread of its own: it takes a second for tens of thousands of users. */
export default function measureOutcome({ columns, draws }: OutcomeTask): OutcomeDto {
  const { probabilities, labels, daysSinceLastEvent } = columns;
  return {
    ...metricsOf(probabilities, labels),
    recencyRocAuc: rocAuc(daysSinceLastEvent, labels),
    intervals: measureIntervals(drawMeasures(probabilities, labels, draws)),
    calibration: new Set(labels).size === 2 ? calibrationReport(probabilities, labels, draws.seed) : null,
    bins: outcomeBins(probabilities, labels),
    besideServed: besideServed(columns, draws),
  };
}

/** On the users whom both have scored, drawn together. Null for scores that were served, or where both share no user. */
function besideServed(columns: OutcomeColumns, draws: Draws): ServedComparisonDto | null {
  const { served } = columns;
  if (served === null) return null;
  const both = (_: number, row: number) => !Number.isNaN(served.probabilities[row]);
  const labels = columns.labels.filter(both);
  if (labels.length === 0) return null;
  const ours = drawMeasures(columns.probabilities.filter(both), labels, draws);
  const theirs = drawMeasures(served.probabilities.filter(both), labels, draws);
  return {
    version: served.version,
    users: labels.length,
    rocAuc: theirs.rocAuc.value,
    logLoss: theirs.logLoss.value,
    gain: gainOver(ours, theirs),
  };
}

function outcomeBins(probabilities: Float64Array, labels: Uint8Array): OutcomeBinDto[] {
  const bins = Array.from({ length: BINS }, (_, k) => ({ from: k / BINS, users: 0, sum: 0, churned: 0 }));
  probabilities.forEach((p, row) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))]!;
    bin.users++;
    bin.sum += p;
    bin.churned += labels[row]!;
  });
  return bins
    .filter(({ users }) => users > 0)
    .map(({ from, users, sum, churned }) => ({
      from,
      users,
      meanProbability: sum / users,
      rate: churned / users,
    }));
}
