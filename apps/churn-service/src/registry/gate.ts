import type { GateDecision } from '#common';
import type { Interval } from '#ml';
import type { ChurnEvaluation } from '../experiment/churn-report.js';
import type { ProbabilityMetrics } from '../metrics/evaluate-probabilities.js';
import { championChecks } from './gate-champion.js';
import type { GateCheck, GateContext } from './gate-check.js';

/** A ranking by pure chance passes with probability 0.0013. */
const STANDARD_ERRORS_ABOVE_CHANCE = 3;
/** Nobody knows the future of people this well: such a figure means that a feature has seen the labels. */
const TOO_GOOD_AUC = 0.995;
/** With fewer test users, a loss against recency must be more than chance to count. */
const FEWEST_FOR_A_VERDICT = 1_000;
/** Above the noise floor. */
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
  const { baseRate } = evaluation.baselines;
  return [
    ...aboveRecency(evaluation),
    {
      passed: test.rocAuc > baseRate.test.rocAuc,
      what: `test ROC AUC ${four(test.rocAuc)} against ${four(baseRate.test.rocAuc)} of the base rate`,
    },
    {
      passed: test.logLoss < baseRate.test.logLoss,
      what: `test log loss ${four(test.logLoss)} against ${four(baseRate.test.logLoss)} of the base rate`,
    },
  ];
}

/**
 * Recency is a good rule, and among few users it wins by chance: there, a loss counts only when the interval of paired draws
 * speaks against the model.
 */
function aboveRecency({ metrics: { test }, baselines, gainOverRecency }: ChurnEvaluation): GateCheck[] {
  const recency = baselines.recency.test;
  const check = (won: boolean, what: string, { low, high }: Interval): GateCheck => {
    if (won || test.users >= FEWEST_FOR_A_VERDICT || !(high > 0)) return { passed: won, what };
    const gain = `95 % of the gain ${four(low)} to ${four(high)}`;
    return { passed: true, what: `${what}, which is chance among ${test.users} users (${gain})` };
  };
  return [
    check(
      test.rocAuc > recency.rocAuc,
      `test ROC AUC ${four(test.rocAuc)} against ${four(recency.rocAuc)} of recency alone`,
      gainOverRecency.rocAuc,
    ),
    check(
      test.logLoss < recency.logLoss,
      `test log loss ${four(test.logLoss)} against ${four(recency.logLoss)} of recency alone`,
      gainOverRecency.logLoss,
    ),
  ];
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

/**
 * What a perfectly calibrated model shows among so many users stays, but for about one case in a thousand, below the mean and
 * twice the distance from there to its 95th percentile.
 */
function calibrated({ calibration: { ece, eceNull } }: ChurnEvaluation): GateCheck {
  const floor = eceNull.mean + 2 * (eceNull.percentile95 - eceNull.mean);
  return {
    passed: ece <= floor + CALIBRATION_MARGIN,
    what:
      `expected calibration error ${four(ece)} against ${four(floor + CALIBRATION_MARGIN)}: the noise floor of so many ` +
      `users, ${four(floor)}, and ${CALIBRATION_MARGIN}`,
  };
}

function four(value: number): string {
  return value.toFixed(4);
}
