import { SeededRandom } from '#ml';
import type { EffectsDto } from '../measures/effects.dto.js';
import type { TrainingTask } from './prepare.js';
import { summariseEffects } from '../measures/effects.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';

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
