import { lossesOf, logLoss, meanWithError } from '#ml';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { PredictedUsers } from '../model-quality/metrics.js';
import type { CalibratedModel } from './calibrated-model.js';

/** All models of a training, calibrated, and the one that it chose. */
interface Choice {
  readonly models: readonly CalibratedModel[];
  /** One of them. */
  readonly chosen: CalibratedModel;
  readonly because: string;
}

/** The same with the hazard, which the choice does not depend on. */
export interface ChosenModel extends Choice {
  readonly horizons: HorizonsOfModel;
}

/** Chooses one on the validation users. */
export function chooseAmong(models: readonly CalibratedModel[]): Choice {
  const { index, because } = chooseModel(
    models.map(({ fitted: { kind }, validation: { probabilities } }) => ({ name: kind, probabilities })),
    models[0]!.validation,
  );
  return { models, chosen: models[index]!, because };
}

/** What a choice is made from: probabilities of the validation users. */
interface Choosable {
  readonly name: string;
  readonly probabilities: Float64Array;
}

/** With fewer validation users, a difference between models is mostly chance. */
const ENOUGH_USERS = 500;

/**
 * The model with the lowest log loss on the validation users. With fewer than 500 of them, the first of the
 * list (simpler models come first) whose log loss is within one standard error of the lowest (Breiman et al.
 * 1984, 3.4.3).
 */
export function chooseModel(
  models: readonly Choosable[],
  users: Omit<PredictedUsers, 'probabilities'>,
): { index: number; because: string } {
  const { labels, weights } = users;
  const losses = models.map(({ probabilities }) => logLoss(probabilities, labels, weights));
  const lowest = losses.indexOf(Math.min(...losses));
  const figures = models.map(({ name }, i) => `${name} ${losses[i]!.toFixed(4)}`).join(', ');
  const figuresText = `Log loss on ${labels.length} validation users: ${figures}.`;
  if (labels.length >= ENOUGH_USERS)
    return { index: lowest, because: `${figuresText} The lowest is chosen.` };
  const index = models.findIndex(({ probabilities }) =>
    withinOneError(probabilities, models[lowest]!.probabilities, users),
  );
  return {
    index,
    because: `${figuresText} With fewer than ${ENOUGH_USERS} users, the simplest within one standard error of the lowest is chosen.`,
  };
}

function withinOneError(
  probabilities: Float64Array,
  best: Float64Array,
  { labels, weights }: Omit<PredictedUsers, 'probabilities'>,
): boolean {
  const lowest = lossesOf(best, labels);
  const excess = lossesOf(probabilities, labels).map((loss, row) => loss - lowest[row]!);
  const { mean, error } = meanWithError(excess, weights);
  return mean <= error;
}
