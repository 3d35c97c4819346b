import { TreeClassifier, decodeClassifier, normalInterval, takeRows } from '#ml';
import { gainOf, permutationOf, topRiskFactors } from '../model-quality/importance.js';
import type { Coefficient, Importance, TopRiskFactors } from '../model-quality/importance.js';
import type { CalibratedModel } from './calibrated-model.js';
import type { FittedModel } from './fit-model.js';
import { labelsOf } from './taken-rows.js';
import type { TrainingTask } from './training-task.js';

/** Coefficients, shuffled features of the chosen model on test users, and gain of every tree model. */
export function importanceOf(
  task: TrainingTask,
  models: readonly CalibratedModel[],
  chosen: CalibratedModel,
): Importance {
  const { data, encoding, x, sides } = task;
  const classifiers = models.map(({ fitted }) => decodeClassifier(fitted.bytes));
  const classifier = classifiers[models.indexOf(chosen)]!;
  const logistic = models.find(({ fitted }) => fitted.weights !== null);
  return {
    coefficients: logistic === undefined ? null : coefficientsOf(task, logistic.fitted),
    permutation: permutationOf(
      takeRows(x, sides.test),
      labelsOf(data, sides.test),
      (rows) => classifier.scores(rows),
      { columns: encoding.columns, quantities: encoding.quantities, seed: data.seed },
    ),
    gain: classifiers.flatMap((one) =>
      one instanceof TreeClassifier ? [{ model: one.kind, features: gainOf(one.ensemble, encoding) }] : [],
    ),
  };
}

export function riskFactorsOf({ encoding }: TrainingTask, { coefficients }: Importance): TopRiskFactors {
  return topRiskFactors(coefficients, encoding.quantities);
}

function coefficientsOf({ encoding }: TrainingTask, { weights }: FittedModel): Coefficient[] {
  const { model, standardised, standardErrors } = weights!;
  return encoding.columns
    .map(({ name, quantity }, j): Coefficient => {
      const [value, standardError] = [standardised[j]!, standardErrors[j]!];
      const effect = normalInterval(value, standardError);
      const odds = Math.exp(value);
      return {
        column: name,
        feature: encoding.quantities[quantity]!.name,
        standardised: effect,
        oddsRatio: {
          value: odds,
          low: Math.exp(effect.low),
          high: Math.exp(effect.high),
          standardError: odds * standardError,
        },
        weight: model.weights[j]!,
        mean: model.means[j]!,
        deviation: model.deviations[j]!,
      };
    })
    .sort((a, b) => Math.abs(b.standardised.value) - Math.abs(a.standardised.value));
}
