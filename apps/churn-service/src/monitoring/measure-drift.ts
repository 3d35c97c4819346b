import { binCounts, referenceBins, stabilityIndex } from '#ml';
import type { StabilityIndex } from '#ml';
import type { FeatureDriftDto } from './drift.dto.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';

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
