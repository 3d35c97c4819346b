import { SeededRandom } from '#ml';
import type { EffectsDto } from '../model-quality/insight.dto.js';
import { summariseEffects } from '../model-quality/effects.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import type { TrainingTask } from './prepare.js';

/** Explaining one takes up to a millisecond, and more change the picture little. */
const MOST_USERS = 400;

/** What moves the scores of test users, by the model that has not learned from them. */
export function explainTestUsers(
  { data, catalogue, encoding, sides }: TrainingTask,
  artefact: ChurnArtefact,
): EffectsDto {
  const model = new ChurnModel(artefact, 'evaluated');
  const width = catalogue.features.length;
  const explained = drawn(sides.test, data.seed).map((row) => {
    const features = Float32Array.from(data.values.subarray(row * width, (row + 1) * width));
    return { ...model.explain(features), values: encoding.valuesOf(features) };
  });
  return summariseEffects(encoding.quantities, {
    base: explained[0]?.base ?? 0,
    values: explained.map(({ values }) => values),
    contributions: explained.map(({ contributions }) => contributions),
  });
}

/** Rows are in the order of user ids, so the first ones would be the oldest accounts. */
function drawn(rows: Int32Array, seed: number): number[] {
  const random = new SeededRandom(seed);
  return Array.from(rows, (row) => ({ row, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_USERS)
    .map(({ row }) => row);
}
