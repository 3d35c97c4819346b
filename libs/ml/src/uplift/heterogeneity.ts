import { SeededRandom } from '../random/seeded-random.js';
import type { ForwardScores } from './forward-scores.js';
import { UPLIFT_LEARNERS } from './uplift-model.js';
import type { UpliftLearner } from './uplift-model.js';

/**
 * Of each learner, the chance that users of a campaign whose effect is even look as different by its scores
 * as these. The statistic is the slope of the effect by the score, in standard errors (Chernozhukov, Demirer,
 * Duflo and Fernández-Val, NBER 24678, 2018). Its distribution is that under permutations of the treatment,
 * after the mean effect was taken out of the outcomes (Ding, Feller and Miratrix, JRSS B 78, 2016).
 */
export function heterogeneity(
  scores: ForwardScores,
  { permutations, seed }: { permutations: number; seed: number },
): Record<UpliftLearner, number> {
  const { treated, outcomes } = scores.users;
  const share = treated.reduce((sum, one) => sum + one, 0) / treated.length;
  const columns = UPLIFT_LEARNERS.map((learner) => standardised(scores.uplift[learner], scores.block));
  const surprise = Float64Array.from(outcomes, (outcome, i) => outcome - scores.expected[i]!);
  const weightOf = (arm: number) => (arm === 1 ? 1 / share : -1 / (1 - share));
  const mean = surprise.reduce((sum, value, i) => sum + value * weightOf(treated[i]!), 0) / treated.length;
  // As the outcomes would be if no user had been treated and the effect were the same for all.
  const untreated = surprise.map((value, i) => value - mean * treated[i]!);
  const slopes = (arms: Uint8Array) => {
    const effects = untreated.map((value, i) => (value + mean * arms[i]!) * weightOf(arms[i]!) - mean);
    return columns.map((column) => slopeInErrors(column, effects));
  };
  const observed = slopes(treated);
  const random = new SeededRandom(seed);
  const arms = Uint8Array.from(treated);
  const asLarge = observed.map(() => 0);
  for (let k = 0; k < permutations; k++)
    slopes(random.shuffle(arms)).forEach((slope, j) => (asLarge[j]! += Number(slope >= observed[j]!)));
  return Object.fromEntries(
    UPLIFT_LEARNERS.map((learner, j) => [learner, (1 + asLarge[j]!) / (1 + permutations)]),
  ) as Record<UpliftLearner, number>;
}

function slopeInErrors(column: Float64Array, effects: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    const product = column[i]! * effects[i]!;
    sum += product;
    squares += product * product;
  }
  return squares > 0 ? sum / Math.sqrt(squares) : 0;
}

/** Below it, scores differ by rounding alone. */
const LEAST_DEVIATION = 1e-12;

/** Less their mean and in deviations, block by block: each is of another model. Equal scores become 0. */
function standardised(scores: Float64Array, block: Uint8Array): Float64Array {
  const blocks = Array.from({ length: Math.max(...new Set(block)) + 1 }, () => ({
    n: 0,
    sum: 0,
    squares: 0,
  }));
  const of = (i: number) => blocks[block[i]!]!;
  scores.forEach((score, i) => {
    of(i).n++;
    of(i).sum += score;
  });
  const centred = scores.map((score, i) => score - of(i).sum / of(i).n);
  centred.forEach((value, i) => (of(i).squares += value * value));
  return centred.map((value, i) => {
    const deviation = Math.sqrt(of(i).squares / of(i).n);
    return deviation > LEAST_DEVIATION ? value / deviation : 0;
  });
}
