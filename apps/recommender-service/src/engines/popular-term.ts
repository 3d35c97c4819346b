import type { SparseRows } from '#ml';
import { factorSpread } from './fit-model.js';
import type { TrainedModel } from './training-engine.js';

/**
 * A model with recent popularity as a term of its scores, for everybody alike: weight x spread x log(1 + listeners)
 * in its standard deviations over all songs. A song without a listener on those days gets nothing.
 * @param liked users x songs that it was fitted to. @param listeners on the newest days, by song of the model.
 */
export function withPopularity<Model extends TrainedModel>(
  model: Model,
  liked: SparseRows,
  listeners: Uint32Array,
  weight: number,
): Model {
  const logs = Float64Array.from(listeners, (count) => Math.log1p(count));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
  if (weight === 0 || !(deviation > 0)) return model;
  const scale = (weight * factorSpread(model, liked)) / deviation;
  return { ...model, popularity: Float32Array.from(logs, (log) => scale * log) };
}
