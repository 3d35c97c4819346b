import { blendWeights, logLoss } from '#ml';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import { calibrateModel } from './calibrated-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import type { FittedModel } from './fit.js';
import type { TrainingTask } from './prepare.js';

/** All models of a training, calibrated, with their blend, and the one of them that is served. */
interface Choice {
  readonly models: readonly CalibratedModel[];
  readonly chosen: CalibratedModel;
  readonly because: string;
}

/** The same with the hazard, which the choice does not depend on. */
export interface ChosenModel extends Choice {
  readonly horizons: HorizonsOfModel;
}

/** The blend of some models, and how much each counts in it; null: one alone is as good. */
interface Blend {
  readonly blend: CalibratedModel | null;
  readonly weights: readonly number[];
}

/**
 * Models that are blended: a forest is only compared with others, where there are some. To explain a user by it
 * takes ten times as long, and it adds little to what the others know.
 */
export function blendable(models: readonly CalibratedModel[]): readonly CalibratedModel[] {
  const quick = models.filter(({ fitted }) => fitted.kind !== 'random-forest');
  return quick.length === 0 ? models : quick;
}

/**
 * Adds up the log-odds of models, each moved by the line of its calibration, with weights of the validation
 * users, and calibrates the sum as each of them was.
 */
export function blendModels(
  task: TrainingTask,
  models: readonly Pick<CalibratedModel, 'fitted' | 'line' | 'validation'>[],
): Blend {
  const { validation } = models[0]!;
  const lined = models.map((model) => model.validation.lined);
  const weights = blendWeights(lined, validation.labels, validation.weights);
  const parts = models
    .map(({ fitted, line: { slope, intercept } }, k) => {
      return { fitted, slope: weights[k]! * slope, intercept: weights[k]! * intercept };
    })
    .filter((_, k) => weights[k]! > 0);
  if (parts.length === 1) return { blend: null, weights };
  const settings = Object.fromEntries(
    models.map(({ fitted: { kind } }, k) => [`weight of ${kind}`, Number(weights[k]!.toFixed(3))]),
  );
  const fitted: FittedModel = {
    kind: 'blend',
    model: { parts: parts.map(({ fitted: { model }, ...line }) => ({ model, ...line })) },
    report: { settings, outcome: { models: parts.length } },
    parts,
  };
  return { blend: calibrateModel(task, fitted), weights };
}

/** All models with their blend, and which is served. @param blended what the weights are of */
export function chooseOf(
  models: readonly CalibratedModel[],
  blended: readonly CalibratedModel[],
  { blend, weights }: Blend,
): Choice {
  const all = blend === null ? models : [...models, blend];
  const chosen = blend ?? blended[weights.findIndex((weight) => weight > 0)]!;
  const figures = all.map((model) => {
    const { probabilities, labels, weights: counts } = model.validation;
    const weight = weights[blended.indexOf(model)];
    const share = weight === undefined ? '' : ` (weight ${weight.toFixed(2)})`;
    return `${model.fitted.kind} ${logLoss(probabilities, labels, counts).toFixed(4)}${share}`;
  });
  const { length } = chosen.validation.labels;
  return { models: all, chosen, because: `Log loss on ${length} validation users: ${figures.join(', ')}.` };
}
