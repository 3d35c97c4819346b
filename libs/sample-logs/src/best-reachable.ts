import { brierScore, logLoss, rocAuc } from '#ml';
import { DEVICE_SHARES } from './behaviour.js';
import { dateOf } from './calendar.js';
import { ChurnPosterior } from './churn-posterior.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES, classWeights } from './latent-class.js';
import type { Population } from './population.js';
import { drawUserDay, emptyDay, visibleKinds } from './user-day.js';

const FEATURE_WINDOW = 30;
export const LABEL_WINDOW = 14;

/** For users with an event in the feature window: no event of any kind in the label window. */
export interface BestReachable {
  snapshotDate: string;
  featureDays: number;
  labelDays: number;
  auc: number;
  brier: number;
  /** In nats. */
  logLoss: number;
  population: number;
  churnRate: number;
}

export interface ChurnTruth {
  probability: Float64Array;
  label: Uint8Array;
  /** Index of each member in the population of all users. */
  member: Uint32Array;
}

/**
 * For each user with an event in the feature window: the exact probability of no event in the label window
 * given the history that can be read, and what then happened. Bots and the anonymous pool are no part of it.
 */
export function churnTruth(population: Population, snapshot: number): ChurnTruth {
  const { period, seed } = population;
  const end = snapshot + LABEL_WINDOW;
  const posterior = new ChurnPosterior(CLASSES, period);
  const weights = DEVICE_SHARES.map((_, device) => classWeights(device));
  const random = new KeyedRandom(seed);
  const seen = Array.from({ length: end + 1 }, () => emptyDay());
  const probability = new Float64Array(population.userCount);
  const label = new Uint8Array(population.userCount);
  const member = new Uint32Array(population.userCount);
  let n = 0;
  for (let i = 0; i < population.userCount; i++) {
    const user = population.users[i]!;
    let lastSeen = -1;
    let returned = false;
    for (let day = 0; day <= end; day++) {
      const today = seen[day]!;
      if (
        day >= user.firstDay &&
        day <= user.lastDay &&
        drawUserDay(random, seed, user, day, period, today)
      ) {
        if (day <= snapshot) lastSeen = day;
        else returned = true;
      } else {
        seen[day] = emptyDay(visibleKinds(seed, i, user.part, day, period));
      }
    }
    if (lastSeen <= snapshot - FEATURE_WINDOW || lastSeen < 0) continue;
    const prior = weights[user.device]!;
    probability[n] = posterior.churnProbability(prior, seen, snapshot, end);
    label[n] = returned ? 0 : 1;
    member[n++] = i;
  }
  return {
    probability: probability.subarray(0, n),
    label: label.subarray(0, n),
    member: member.subarray(0, n),
  };
}

/**
 * How well churn can be predicted at all in a set, at the newest snapshot whose label window is closed (last
 * day - 14).
 *
 * Every user follows a law drawn from a finite mixture that the generator knows. The ranking by the exact
 * posterior probability of churn, computed from the readable history with the true law but without the drawn
 * drop-out day, has in expectation the largest AUC (Neyman and Pearson) and the smallest Brier score and log
 * loss of all rankings by that history. What is reported is the quality of that posterior against the labels
 * that were drawn, so a model can exceed it only by the chance of a finite population, or by seeing the
 * future. Which songs are played and how much of each is drawn independently of the class given the counts,
 * so they add nothing about churn. Null when the period is too short for a label window.
 */
export function bestReachable(population: Population): BestReachable | null {
  const { period } = population;
  const snapshot = period.length - 1 - LABEL_WINDOW;
  if (snapshot < 0) return null;
  const { probability, label } = churnTruth(population, snapshot);
  return {
    snapshotDate: dateOf(period.firstDay + snapshot),
    featureDays: FEATURE_WINDOW,
    labelDays: LABEL_WINDOW,
    auc: rocAuc(probability, label),
    brier: brierScore(probability, label),
    logLoss: logLoss(probability, label),
    population: label.length,
    churnRate: label.reduce((sum, churned) => sum + churned, 0) / label.length,
  };
}
