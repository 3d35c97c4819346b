import type { GateDecision } from '#common';
import type { ChurnEvaluation } from './churn-report.js';
import type { ProbabilityMetrics } from './evaluate-probabilities.js';
import { championChecks } from './gate-champion.js';

/** One condition for going live, and the figures behind it. */
export interface GateCheck {
  readonly passed: boolean;
  readonly what: string;
}

/** What the gate looks at beside the evaluation. */
export interface GateContext {
  /** The live version at the moment of publication; null when there is none. */
  readonly liveVersion: number | null;
  /** ROC AUC that no model can beat, where the generator of the logs knows it. */
  readonly bestReachableAuc: number | null;
}

/** A ranking by pure chance passes with probability 0.0013. */
const STANDARD_ERRORS_ABOVE_CHANCE = 3;
/** Nobody knows the future of people this well: such a figure means that a feature has seen the labels. */
const TOO_GOOD_AUC = 0.995;
/** With fewer test users, a loss against recency in ranking must be more than chance to count. */
const FEWEST_FOR_A_VERDICT = 1_000;
/** Above what a perfectly calibrated model shows in 95 of 100 cases. */
const CALIBRATION_MARGIN = 0.02;

/**
 * A version goes live only when, on the test users, it ranks and predicts better than both baselines, ranks better than luck
 * could, but not better than anybody can; its probabilities can be believed; and neither everybody nor a group of users is
 * worse off than with the live version.
 */
export function decideGate(evaluation: ChurnEvaluation, context: GateContext): GateDecision {
  const checks = [
    aboveChance(evaluation.metrics.test),
    ...aboveBaselines(evaluation),
    ...notTooGood(evaluation, context),
    calibrated(evaluation),
    ...championChecks(evaluation, context),
  ];
  return {
    accepted: checks.every(({ passed }) => passed),
    reasons: checks.map(({ passed, what }) => `${passed ? 'Passed' : 'Failed'}: ${what}.`),
  };
}

/** Three standard errors above 0.5 for scores that know nothing (Mann and Whitney 1947: variance (n + 1) / (12 n1 n0)). */
function aboveChance({ rocAuc, users, churnRate }: ProbabilityMetrics): GateCheck {
  const churned = users * churnRate;
  const error = Math.sqrt((users + 1) / (12 * churned * (users - churned)));
  const byChance = 0.5 + STANDARD_ERRORS_ABOVE_CHANCE * error;
  return {
    passed: rocAuc > byChance,
    what: `test ROC AUC ${four(rocAuc)} against ${four(byChance)}, which ${users} users can reach by chance`,
  };
}

function aboveBaselines(evaluation: ChurnEvaluation): GateCheck[] {
  const { test } = evaluation.metrics;
  const { recency, baseRate } = evaluation.baselines;
  return [
    rankedAboveRecency(evaluation),
    lowerLogLoss(test, recency.test, 'recency alone'),
    {
      passed: test.rocAuc > baseRate.test.rocAuc,
      what: `test ROC AUC ${four(test.rocAuc)} against ${four(baseRate.test.rocAuc)} of the base rate`,
    },
    lowerLogLoss(test, baseRate.test, 'the base rate'),
  ];
}

/** Recency ranks well, and among few users it wins by chance: there, the interval of paired draws must speak against the model. */
function rankedAboveRecency({ metrics: { test }, baselines, gainOverRecency }: ChurnEvaluation): GateCheck {
  const other = baselines.recency.test.rocAuc;
  const what = `test ROC AUC ${four(test.rocAuc)} against ${four(other)} of recency alone`;
  const { low, high } = gainOverRecency.rocAuc;
  const byChance = test.users < FEWEST_FOR_A_VERDICT && high > 0;
  if (test.rocAuc > other || !byChance) return { passed: test.rocAuc > other, what };
  return {
    passed: true,
    what: `${what}, which is chance among ${test.users} users (95 % of the difference ${four(low)} to ${four(high)})`,
  };
}

function lowerLogLoss(test: ProbabilityMetrics, of: ProbabilityMetrics, baseline: string): GateCheck {
  return {
    passed: test.logLoss < of.logLoss,
    what: `test log loss ${four(test.logLoss)} against ${four(of.logLoss)} of ${baseline}`,
  };
}

function notTooGood(
  { metrics: { test }, intervals }: ChurnEvaluation,
  { bestReachableAuc }: GateContext,
): GateCheck[] {
  const believable: GateCheck = {
    passed: test.rocAuc <= TOO_GOOD_AUC,
    what:
      test.rocAuc <= TOO_GOOD_AUC
        ? `test ROC AUC is at most ${TOO_GOOD_AUC}`
        : `test ROC AUC ${four(test.rocAuc)} is too good to be true: above ${TOO_GOOD_AUC}, a feature has probably seen the labels`,
  };
  if (bestReachableAuc === null) return [believable];
  const { low } = intervals.rocAuc;
  const reachable = low <= bestReachableAuc;
  const figures = `the 95 % interval of the test ROC AUC begins at ${four(low)}, the best reachable is ${four(bestReachableAuc)}`;
  return [
    believable,
    {
      passed: reachable,
      what: reachable ? figures : `${figures}: too good to be true, a feature has probably seen the labels`,
    },
  ];
}

function calibrated({ calibration: { ece, eceNull } }: ChurnEvaluation): GateCheck {
  const most = eceNull.percentile95 + CALIBRATION_MARGIN;
  return {
    passed: ece <= most,
    what:
      `expected calibration error ${four(ece)} against ${four(most)}: the noise floor ${four(eceNull.percentile95)} ` +
      `of so many users, and ${CALIBRATION_MARGIN}`,
  };
}

function four(value: number): string {
  return value.toFixed(4);
}
