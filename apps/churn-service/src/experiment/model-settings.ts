import type { BoostingOptions, ForestOptions } from '#ml';
import type { ModelParameters } from './model-parameters.js';

/** Boosting: small trees, slowly, until the users it stops on say so. */
export function boostingSettings(
  { learningRate, maxLeaves, minLeafRows, l2, columnShare }: ModelParameters,
  seed: number,
): Partial<BoostingOptions> {
  return { trees: 400, learningRate, maxLeaves, minLeafRows, l2, columnShare, patience: 20, seed };
}

export function forestSettings(
  { forestLeafShare }: ModelParameters,
  trainUsers: number,
  seed: number,
): Partial<ForestOptions> {
  return { trees: 100, minLeafRows: Math.max(10, Math.ceil(trainUsers * forestLeafShare)), seed };
}
