import { expectedQuality, sigmoid } from '#ml';
import type { DriftDto } from './drift.dto.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { scoresOf } from '../model/score-quantiles.js';
import { featureDrift } from './measure-drift.js';
import { scoreDrift } from './score-drift.js';

/** Users x features of two snapshots, and the model that scores both. */
export interface DriftTask {
  readonly artefact: ChurnArtefact;
  /** Whether `before` is the snapshot that the model learned. */
  readonly isTraining: boolean;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export type MeasuredDrift = Pick<DriftDto, 'meanProbability' | 'expected' | 'scores' | 'features'>;

/** Runs in a thread of its own: it scores two populations. */
export default function measure({ artefact, isTraining, before, after }: DriftTask): MeasuredDrift {
  const model = new ChurnModel(artefact);
  const width = model.catalogue.features.length;
  const probabilities = (values: Float64Array) =>
    model.margins(Float32Array.from(values), values.length / width).map(sigmoid);
  const [from, to] = [probabilities(before), probabilities(after)];
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    meanProbability: { from: mean(from), to: mean(to) },
    expected: {
      // Of users whose labels it learned, a model expects too much.
      from: expectedQuality(isTraining ? artefact.heldOut.probabilities : from),
      to: expectedQuality(to),
    },
    scores: scoreDrift(isTraining ? artefact.trainingScores : scoresOf(from), scoresOf(to))!,
    features: featureDrift(model.catalogue, before, after),
  };
}
