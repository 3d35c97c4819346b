import { newcombeDifference } from '../effects/proportions.js';
import { differenceOf, drawValues, intervalOf } from '../evaluation/bootstrap.js';
import type { Interval } from '../evaluation/interval.js';
import { ascendingOrder } from '../linalg/ascending-order.js';
import type { CampaignData } from './campaign-data.js';
import { forwardScores } from './forward-scores.js';
import type { ForwardScores } from './forward-scores.js';
import { heterogeneity } from './heterogeneity.js';
import { fitUplift } from './learners.js';
import { qiniCoefficient } from './qini.js';
import { UPLIFT_LEARNERS } from './uplift-model.js';
import type { StoredUplift, UpliftLearner } from './uplift-model.js';

/** What a contact costs, and what the outcome of one user is worth, in one currency. */
interface Worth {
  readonly contactCost: number;
  readonly value: number;
}

export interface UpliftOptions extends Worth {
  readonly seed: number;
  /** Behind each interval. Default 200. */
  readonly resamples?: number;
  /** Behind each p-value. Default 499 for each of `together`; below 149 nothing can be proven. */
  readonly permutations?: number;
  /** So many contacts are assessed, and chance alone proves something of any of them as seldom as of one. Default 1. */
  readonly together?: number;
}

/** How well one learner finds users with a large effect, among users that it has not learned from. */
interface AssessedLearner {
  readonly learner: UpliftLearner;
  /** See {@link heterogeneity}. */
  readonly pValue: number;
  /** See {@link qiniCoefficient}. */
  readonly qini: Interval;
  /** Share of the users whose uplift is worth more than a contact costs. */
  readonly chosenShare: number;
  /** Net value of contacting these, a user of the audience. */
  readonly net: Interval;
  /** The same less that of contacting all users. */
  readonly gainOverAll: Interval;
}

export interface AssessedUplift {
  /** Users that the measures are of. */
  readonly users: number;
  /** Whether the effect differs between users, beyond what chance explains. */
  readonly isProven: boolean;
  /** Of the learner with the lowest, times the number of learners and of contacts that are assessed. */
  readonly pValue: number;
  readonly learners: readonly AssessedLearner[];
  /** The learner with the lowest p-value; earlier ones, which are simpler, first. */
  readonly best: UpliftLearner;
  /** The effect in each fifth of the users by the uplift of the best learner, highest first. */
  readonly fifths: readonly Interval[];
  /** The best learner, fitted to all users; null: nothing is proven. */
  readonly model: StoredUplift | null;
}

/** Above it there is no proof. Chance alone proves something in fewer than 2 of 100 campaigns. */
const SIGNIFICANT = 0.02;

/**
 * Whether, and how well, users can be chosen by their own effect. Takes seconds for 100,000 users: for a thread of its
 * own. The same data and seed give the same answer.
 */
export function assessUplift(
  data: CampaignData,
  { seed, resamples = 200, together = 1, permutations = 499 * together, ...worth }: UpliftOptions,
): AssessedUplift {
  const scores = forwardScores(data, seed);
  const pValues = heterogeneity(scores, { permutations, seed });
  const learners = UPLIFT_LEARNERS.map((learner) =>
    assessLearner(learner, scores, { ...worth, pValue: pValues[learner], resamples, seed }),
  );
  const best = learners.reduce((one, other) => (other.pValue < one.pValue ? other : one));
  const pValue = Math.min(1, together * learners.length * best.pValue);
  const isProven = pValue <= SIGNIFICANT;
  return {
    users: scores.users.treated.length,
    isProven,
    pValue,
    learners,
    best: best.learner,
    fifths: fifthsOf(scores.uplift[best.learner], scores.users),
    model: isProven ? fitUplift(best.learner, data, seed).stored : null,
  };
}

function assessLearner(
  learner: UpliftLearner,
  { users, uplift }: ForwardScores,
  {
    contactCost,
    value,
    pValue,
    resamples,
    seed,
  }: Worth & { pValue: number; resamples: number; seed: number },
): AssessedLearner {
  const chosen = uplift[learner].map((one) => Number(one * value > contactCost));
  const qini = qiniCoefficient(uplift[learner], users);
  const drawn = drawValues(
    chosen.length,
    (weights) => ({
      qini: qini(weights),
      net: netValue(users, { contactCost, value }, (row) => weights[row]! * chosen[row]!, chosen.length),
      all: netValue(users, { contactCost, value }, (row) => weights[row]!, chosen.length),
    }),
    { resamples, seed },
  );
  return {
    learner,
    pValue,
    qini: intervalOf(drawn.qini),
    chosenShare: chosen.reduce((sum, one) => sum + one, 0) / chosen.length,
    net: intervalOf(drawn.net),
    gainOverAll: intervalOf(differenceOf(drawn.net, drawn.all)),
  };
}

/** Of contacting the users with a weight: what their effect is worth, less the contacts, over `audience` users. */
function netValue(
  users: CampaignData,
  { contactCost, value }: Worth,
  weightOf: (row: number) => number,
  audience: number,
): number {
  const [holdout, treated] = armsOf(users, users.treated.keys(), weightOf);
  const contacts = treated.users + holdout.users;
  if (treated.users === 0 || holdout.users === 0) return 0;
  const effect = treated.outcomes / treated.users - holdout.outcomes / holdout.users;
  return (contacts * (effect * value - contactCost)) / audience;
}

function fifthsOf(uplift: Float64Array, users: CampaignData): Interval[] {
  const order = ascendingOrder(uplift.map((one) => -one));
  const bound = (fifth: number) => Math.round((fifth * order.length) / 5);
  return Array.from({ length: 5 }, (_, k) => {
    const [holdout, treated] = armsOf(users, order.subarray(bound(k), bound(k + 1)), () => 1);
    return newcombeDifference(treated, holdout);
  });
}

/** Users and outcomes of the hold-out, then of the treated. */
function armsOf(
  { treated, outcomes }: CampaignData,
  rows: Iterable<number>,
  weightOf: (row: number) => number,
) {
  const [holdout, contacted] = [
    { users: 0, outcomes: 0 },
    { users: 0, outcomes: 0 },
  ];
  for (const row of rows) {
    const weight = weightOf(row);
    const arm = treated[row] === 1 ? contacted : holdout;
    arm.users += weight;
    arm.outcomes += weight * outcomes[row]!;
  }
  return [holdout, contacted] as const;
}
