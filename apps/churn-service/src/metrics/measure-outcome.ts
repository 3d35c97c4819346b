import { averagePrecision, brierScore, calibrationReport, logLoss, rocAuc } from '#ml';
import type { CalibrationReport, Interval } from '#ml';
import { drawMeasures, measureIntervals } from './intervals.js';
import type { Draws } from './intervals.js';
import { weightedMeasures } from './weighted-measures.js';

/** Users whose probability lies in one tenth, and what they did: the same tenths for every set, so that sets can be added up. */
export interface OutcomeBin {
  /** Lower end of the tenth. */
  readonly from: number;
  readonly users: number;
  readonly meanProbability: number;
  readonly rate: number;
}

/** How well stored probabilities agree with what happened. Measures that need both classes are null without. */
export interface Outcome {
  /** Users compared: those scored, without those excluded since. */
  readonly users: number;
  readonly churnRate: number;
  readonly meanProbability: number;
  readonly rocAuc: number | null;
  readonly prAuc: number | null;
  readonly brier: number;
  /** In nats. */
  readonly logLoss: number;
  /** Of the rule that ranks the same users by days since the last event. */
  readonly recencyRocAuc: number | null;
  /** 95 %, a bootstrap over users. */
  readonly intervals: {
    readonly rocAuc: Interval | null;
    readonly prAuc: Interval | null;
    readonly brier: Interval;
    readonly logLoss: Interval;
  };
  readonly calibration: CalibrationReport | null;
  /** Tenths that have users, lowest first. */
  readonly bins: readonly OutcomeBin[];
}

/** One row a user, `labels` 1 for churned; all of one length, at least one. */
export interface OutcomeColumns {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
}

const BINS = 10;

/** Takes a second for tens of thousands of users, so it belongs in a thread. */
export function measureOutcome(
  { probabilities, labels, daysSinceLastEvent }: OutcomeColumns,
  draws: Draws,
): Outcome {
  const measures = weightedMeasures(probabilities, labels);
  const intervals = measureIntervals(drawMeasures(measures, labels.length, draws));
  const isTold = new Set(labels).size === 2;
  return {
    users: labels.length,
    churnRate: mean(labels),
    meanProbability: mean(probabilities),
    rocAuc: orNull(rocAuc(probabilities, labels)),
    prAuc: orNull(averagePrecision(probabilities, labels)),
    brier: brierScore(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    recencyRocAuc: orNull(rocAuc(daysSinceLastEvent, labels)),
    intervals: {
      rocAuc: isTold ? intervals.rocAuc : null,
      prAuc: isTold ? intervals.prAuc : null,
      brier: intervals.brier,
      logLoss: intervals.logLoss,
    },
    calibration: isTold ? calibrationReport(probabilities, labels, { seed: draws.seed }) : null,
    bins: outcomeBins(probabilities, labels),
  };
}

function outcomeBins(probabilities: Float64Array, labels: Uint8Array): OutcomeBin[] {
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

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
