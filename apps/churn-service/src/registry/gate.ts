import type { GateDecision } from '#common';
import { nonInferiority } from '#ml';
import type { Interval } from '#ml';
import type { ChurnEvaluationDto } from '../training/churn-report.dto.js';
import type { MetricsDto } from '../measures/metrics.dto.js';
import { championChecks, isRepair } from './gate-champion.js';
import { four, gainText, verdictOf } from './gate-check.js';
import type { GateCheck, GateContext } from './gate-check.js';

/** A ranking by pure chance passes with probability 0.0013. */
const STANDARD_ERRORS_ABOVE_CHANCE = 3;
/** No model knows the future of people this well: such a figure means that a feature has seen the labels. */
const TOO_GOOD_AUC = 0.995;
/** With fewer users, a loss against recency must be more than chance to count, and so must errors of probabilities. */
const FEWEST_FOR_A_VERDICT = 1_000;
/** Above the noise floor, which a perfectly calibrated model exceeds once in twenty times. */
const CALIBRATION_MARGIN = 0.02;
/** Above the same: what few users may show before it speaks against the probabilities. */
const CALIBRATION_MARGIN_OF_FEW = 0.04;
/** On later days a model may lose less than this against recency alone, which changes less with time. */
const LATER_MARGIN = 0.005;
/** Above the noise floor: the churn rate itself moves from one snapshot to the next. */
const LATER_CALIBRATION_MARGIN = 0.05;
/** Slopes of the log-odds that can be believed: below, probabilities are far too extreme, above far too timid. */
const SLOPES = { lowest: 0.75, highest: 1.33 };

/**
 * A version goes live only when, on the test users, it ranks and predicts better than recency alone, ranks
 * better than chance could, but not better than anybody can; its probabilities can be believed; on later days
 * too, where the logs reach, unless the live version is no better there; and it is as good as the live version
 * for everybody and for each group of users. Where the data cannot decide, the live version stays, until a person
 * promotes the new one. A person may promote a refused one too, but for one that has probably seen the labels.
 */
export function decideGate(evaluation: ChurnEvaluationDto, context: GateContext): GateDecision {
  const believable = notTooGood(evaluation, context);
  const checks = [
    aboveChance(evaluation.metrics.test),
    ...aboveRecency(evaluation),
    ...believable,
    calibrated(evaluation),
    ...laterDaysChecks(context),
    ...labelsKnown(context),
    ...championChecks(evaluation, context),
  ];
  const nothingFailed = checks.every(({ verdict }) => verdict !== 'failed');
  const accepted = nothingFailed && checks.every(({ verdict }) => verdict !== 'open');
  return {
    accepted,
    reasons: checks.map(({ verdict, what }) => `${PREFIXES[verdict]}: ${what}.`),
    undecided: nothingFailed && !accepted,
    ...(believable.some(({ verdict }) => verdict === 'failed') ? { leaks: true } : {}),
  };
}

/** Labels of days that were not loaded would call users churned who came. */
function labelsKnown({ missingLabels }: GateContext): GateCheck[] {
  return missingLabels === null
    ? []
    : [{ verdict: 'open', what: `${missingLabels}: users who were active then count as churned` }];
}

const PREFIXES = { passed: 'Passed', failed: 'Failed', open: 'Undecided', tolerated: 'Undecided' };

/**
 * Three standard errors above 0.5 for scores that know nothing (Mann and Whitney 1947: variance (n + 1) / (12
 * n1 n0)).
 */
function aboveChance({ rocAuc, users, churnRate }: MetricsDto): GateCheck {
  const churned = users * churnRate;
  const error = Math.sqrt((users + 1) / (12 * churned * (users - churned)));
  const byChance = 0.5 + STANDARD_ERRORS_ABOVE_CHANCE * error;
  return {
    verdict: verdictOf(rocAuc > byChance),
    what: `test ROC AUC ${four(rocAuc)} against ${four(byChance)}, which ${users} users can reach by chance`,
  };
}

/**
 * Recency is a good rule, and among few users it wins by chance: there, a loss counts only when the interval
 * of paired draws speaks against the model.
 */
function aboveRecency({ metrics: { test }, baselines, gainOverRecency }: ChurnEvaluationDto): GateCheck[] {
  const recency = baselines.recency.test;
  const check = (won: boolean, what: string, { low, high }: Interval): GateCheck => {
    if (won || test.users >= FEWEST_FOR_A_VERDICT || !(high > 0)) return { verdict: verdictOf(won), what };
    const gain = `95 % of the gain ${four(low)} to ${four(high)}`;
    return { verdict: 'tolerated', what: `${what}, which may be chance among ${test.users} users (${gain})` };
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
  { metrics: { test }, intervals }: ChurnEvaluationDto,
  { bestReachableAuc }: GateContext,
): GateCheck[] {
  const believable: GateCheck = {
    verdict: verdictOf(test.rocAuc <= TOO_GOOD_AUC),
    what:
      test.rocAuc <= TOO_GOOD_AUC
        ? `test ROC AUC is at most ${TOO_GOOD_AUC}`
        : `test ROC AUC ${four(test.rocAuc)} is too good to be true: above ${TOO_GOOD_AUC}, a feature has probably seen the labels`,
  };
  if (bestReachableAuc === null) return [believable];
  const { low } = intervals.rocAuc;
  const reachable = low <= bestReachableAuc;
  const figures =
    test.rocAuc <= bestReachableAuc
      ? `test ROC AUC ${four(test.rocAuc)}, at most the best reachable, ${four(bestReachableAuc)}`
      : `test ROC AUC ${four(test.rocAuc)} against the best reachable, ${four(bestReachableAuc)}: its 95 % interval begins at ${four(low)}`;
  return [
    believable,
    {
      verdict: verdictOf(reachable),
      what: reachable ? figures : `${figures}, too good to be true: a feature has probably seen the labels`,
    },
  ];
}

function calibrated({ calibration: { ece, eceNull }, metrics }: ChurnEvaluationDto): GateCheck {
  const { users } = metrics.test;
  const floor = eceNull.percentile95;
  const most = floor + CALIBRATION_MARGIN;
  const isSmall = users < FEWEST_FOR_A_VERDICT && ece <= floor + CALIBRATION_MARGIN_OF_FEW;
  const what =
    `expected calibration error ${four(ece)}, at most ${four(most)}: the noise floor of so many users, ` +
    `${four(floor)}, and ${CALIBRATION_MARGIN}`;
  if (ece <= most || !isSmall) return { verdict: verdictOf(ece <= most), what };
  return { verdict: 'open', what: `${what}; ${users} users are too few to tell` };
}

/**
 * The same recipe, learned one label window earlier, still ranks and is still calibrated on the newest
 * labels; none where it was not measured. What it misses there speaks against the version only where the live
 * one, compared on the same days, does better, which the comparison with it shows: after a shift of behaviour no
 * recipe of the past is right, and the version that has learned the shift repairs it. The same holds where the live
 * version is too young for that comparison, and the probabilities of the new one are surely better on test users.
 */
function laterDaysChecks({ outOfTime, champion }: GateContext): GateCheck[] {
  const { model = null, gainOverRecency = null } = outOfTime ?? {};
  if (model === null || gainOverRecency === null) return [];
  const isCompared = champion !== null && (champion.comparedOn === 'later days' || isRepair(champion));
  const missed: Pick<GateCheck, 'verdict'> & { why: string } =
    isCompared && champion.gain !== null
      ? { verdict: 'tolerated', why: `; compare with live version ${champion.version}, below` }
      : { verdict: 'open', why: '; no live version was compared on the same days' };
  const { slope, ece, eceNull } = model.calibration;
  const most = eceNull.percentile95 + LATER_CALIBRATION_MARGIN;
  const right = ece <= most && slope >= SLOPES.lowest && slope <= SLOPES.highest;
  const few: typeof missed = { verdict: 'tolerated', why: `; ${model.users} users are too few to tell` };
  const passed: typeof missed = { verdict: 'passed', why: '' };
  const ofCalibration = right ? passed : model.users < FEWEST_FOR_A_VERDICT ? few : missed;
  return [
    ...(['rocAuc', 'logLoss'] as const).map((measure): GateCheck => {
      const gain = gainOverRecency[measure];
      const tolerated: typeof missed = { verdict: 'tolerated', why: '' };
      const { verdict, why } = { shown: passed, refuted: missed, open: tolerated }[
        nonInferiority(gain, LATER_MARGIN)
      ];
      const name = measure === 'rocAuc' ? 'ROC AUC' : 'log loss';
      return {
        verdict,
        what: `${name} on later days, compared with recency alone: gain ${gainText(gain)}; a loss of ${LATER_MARGIN} has to be excluded${why}`,
      };
    }),
    {
      verdict: ofCalibration.verdict,
      what:
        `calibration on later days: error ${four(ece)}, at most ${four(most)}; slope ${slope.toFixed(2)}, ` +
        `between ${SLOPES.lowest} and ${SLOPES.highest}${ofCalibration.why}`,
    },
  ];
}
