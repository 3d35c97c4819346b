import { classifierOf, permutationImportance, rocAuc, SeededRandom, takeRows } from '#ml';
import type {
  CoefficientDto,
  ImportanceDto,
  ShuffledImportanceDto,
  EffectsDto,
} from '../model-quality/importance.dto.js';
import type { CalibratedModel } from './calibrated-model.js';
import { outcomesOf } from './rows.js';
import type { TrainingTask } from './prepare.js';
import { summariseEffects } from '../model-quality/effects.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import type { DenseMatrix } from '#ml';
import type { Quantity } from '../model/quantity.js';

/** Coefficients of the logistic regression, and shuffled features of the chosen model on test users. */
export function importanceOf(
  task: TrainingTask,
  models: readonly CalibratedModel[],
  chosen: CalibratedModel,
): ImportanceDto {
  const logistic = models.find(({ fitted }) => fitted.standardised !== null);
  return {
    coefficients: logistic === undefined ? null : coefficientsOf(task, logistic.fitted.standardised!),
    permutation: permutationOf(task, chosen),
  };
}

const REPEATS = 3;
/** More users make the shuffling slower, and the estimate hardly better. */
const MOST_SHUFFLED = 2_000;

function permutationOf(
  { data, encoding: { columns, quantities }, x, sides }: TrainingTask,
  { fitted }: CalibratedModel,
): ImportanceDto['permutation'] {
  const classifier = classifierOf(fitted.model);
  const test = { x: takeRows(x, sides.test), ...outcomesOf(data, sides.test) };
  const shuffled = (nameOf: (quantity: Quantity) => string): ShuffledImportanceDto[] => {
    const names = [...new Set(columns.map(({ quantity }) => nameOf(quantities[quantity]!)))];
    const groups = names.map((name) =>
      [...columns.keys()].filter((j) => nameOf(quantities[columns[j]!.quantity]!) === name),
    );
    const options = { repeats: REPEATS, seed: data.seed, groups, mostRows: MOST_SHUFFLED };
    const predict = (rows: DenseMatrix) => classifier.scores(rows);
    const { mean, deviation } = permutationImportance(test, predict, rocAuc, options);
    return names
      .map((name, g) => ({ name, mean: mean[g]!, deviation: deviation[g]! }))
      .sort((a, b) => b.mean - a.mean);
  };
  return {
    measure: 'rocAuc',
    users: Math.min(MOST_SHUFFLED, sides.test.length),
    repeats: REPEATS,
    features: shuffled(({ name }) => name),
    families: shuffled(({ family }) => family),
  };
}

function coefficientsOf({ encoding }: TrainingTask, standardised: ArrayLike<number>): CoefficientDto[] {
  return encoding.columns
    .map(({ name }, j) => ({ column: name, standardised: standardised[j]! }))
    .sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised));
}

/** Explaining one takes up to a millisecond, and more change the picture little. */
const MOST_EXPLAINED = 400;

/** What moves the scores of test users, by the model that has not learned from them. */
export function explainTestUsers(
  { data, catalogue, encoding, sides }: TrainingTask,
  artefact: ChurnArtefact,
): EffectsDto {
  const model = new ChurnModel(artefact, 'evaluated');
  const width = catalogue.features.length;
  const explained = drawn(sides.test, data).map((row) => {
    const features = Float32Array.from(data.values.subarray(row * width, (row + 1) * width));
    return { ...model.explain(features), values: encoding.valuesOf(features) };
  });
  return summariseEffects(encoding.quantities, {
    base: explained[0]?.base ?? 0,
    values: explained.map(({ values }) => values),
    contributions: explained.map(({ contributions }) => contributions),
  });
}

/**
 * Drawn without replacement, by the weights of their labels (Efraimidis and Spirakis 2006): hold-outs are explained
 * for the users whom they stand for.
 */
function drawn(rows: Int32Array, { seed, weights }: TrainingTask['data']): number[] {
  const random = new SeededRandom(seed);
  return Array.from(rows, (row) => ({ row, at: -Math.log1p(-random.next()) / weights[row]! }))
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_EXPLAINED)
    .map(({ row }) => row);
}
