import { decodeClassifier, takeRows } from '#ml';
import type { CoefficientDto, ImportanceDto } from '../model-quality/importance.dto.js';
import { permutationOf } from '../model-quality/importance.js';
import type { CalibratedModel } from './calibrate.js';
import type { FittedModel } from './fit.js';
import { labelsOf } from './taken-rows.js';
import type { TrainingTask } from './prepare.js';

/** Coefficients of the logistic regression, and shuffled features of the chosen model on test users. */
export function importanceOf(
  task: TrainingTask,
  models: readonly CalibratedModel[],
  chosen: CalibratedModel,
): ImportanceDto {
  const { data, encoding, x, sides } = task;
  const classifier = decodeClassifier(chosen.fitted.bytes);
  const logistic = models.find(({ fitted }) => fitted.weights !== null);
  return {
    coefficients: logistic === undefined ? null : coefficientsOf(task, logistic.fitted),
    permutation: permutationOf(
      takeRows(x, sides.test),
      labelsOf(data, sides.test),
      (rows) => classifier.scores(rows),
      { columns: encoding.columns, quantities: encoding.quantities, seed: data.seed },
    ),
  };
}

function coefficientsOf({ encoding }: TrainingTask, { weights }: FittedModel): CoefficientDto[] {
  const { model, standardised } = weights!;
  return encoding.columns
    .map(({ name, quantity }, j): CoefficientDto => ({
      column: name,
      feature: encoding.quantities[quantity]!.name,
      standardised: standardised[j]!,
      weight: model.weights[j]!,
      mean: model.means[j]!,
      deviation: model.deviations[j]!,
    }))
    .sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised));
}
