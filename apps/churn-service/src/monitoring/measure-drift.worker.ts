import { binCounts, expectedQuality, referenceBins, sigmoid, stabilityIndex, sumOf } from '#ml';
import type { StabilityIndex } from '#ml';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { DriftDto, FeatureDriftDto } from './drift.dto.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { ChurnModel } from '../model/churn-model.js';
import { scoresOf } from '../model/score-quantiles.js';
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
  return {
    meanProbability: { from: sumOf(from) / from.length, to: sumOf(to) / to.length },
    expected: {
      // Of users whose labels it learned, a model expects too much.
      from: expectedQuality(isTraining ? artefact.heldOut.probabilities : from),
      to: expectedQuality(to),
    },
    scores: scoreDrift(isTraining ? artefact.trainingScores : scoresOf(from), scoresOf(to))!,
    features: featureDrift(model.catalogue, before, after),
  };
}

/** How much one column has changed; its bins are tenths of the earlier one, with a bin for missing values. */
export function columnDrift(from: Float64Array, to: Float64Array): StabilityIndex {
  const { bounds, counts } = referenceBins(from);
  return stabilityIndex(counts, binCounts(bounds, to));
}

/** How much each feature has changed, most first; `from` and `to` are users x features in catalogue order. */
export function featureDrift(
  catalogue: FeatureCatalogue,
  from: Float64Array,
  to: Float64Array,
): FeatureDriftDto[] {
  const width = catalogue.features.length;
  const column = (values: Float64Array, j: number) =>
    Float64Array.from({ length: values.length / width }, (_, i) => values[i * width + j]!);
  const missing = (values: Float64Array) =>
    values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0) / Math.max(1, values.length);
  const drifts: FeatureDriftDto[] = [];
  for (const [j, { name }] of catalogue.features.entries()) {
    const [before, after] = [column(from, j), column(to, j)];
    drifts.push({
      feature: name,
      ...columnDrift(before, after),
      missing: { from: missing(before), to: missing(after) },
    });
  }
  return drifts.sort((a, b) => b.psi - a.psi || (a.feature < b.feature ? -1 : 1));
}
