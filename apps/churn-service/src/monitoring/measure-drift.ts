import { binCounts, referenceBins, stabilityIndex } from '#ml';
import type { StabilityIndex } from '#ml';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureTable } from '../dataset/feature-table.js';

export interface FeatureDrift extends StabilityIndex {
  readonly feature: string;
  /** Share of users without a value, at both snapshot dates. */
  readonly missing: { readonly from: number; readonly to: number };
}

/** How much one column has changed; its bins are tenths of the earlier one, with a bin for missing values. */
export function columnDrift(from: Float64Array, to: Float64Array): StabilityIndex {
  const { bounds, counts } = referenceBins(from);
  return stabilityIndex(counts, binCounts(bounds, to));
}

/** How much each feature has changed, most first. Gives way to requests between features. */
export async function featureDrift(
  catalogue: FeatureCatalogue,
  from: FeatureTable,
  to: FeatureTable,
): Promise<FeatureDrift[]> {
  const width = catalogue.features.length;
  const column = (table: FeatureTable, j: number) =>
    Float64Array.from({ length: table.rows }, (_, i) => table.values[i * width + j]!);
  const missing = (values: Float64Array) =>
    values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0) / Math.max(1, values.length);
  const drifts: FeatureDrift[] = [];
  for (const [j, { name }] of catalogue.features.entries()) {
    const [before, after] = [column(from, j), column(to, j)];
    drifts.push({
      feature: name,
      ...columnDrift(before, after),
      missing: { from: missing(before), to: missing(after) },
    });
    await nextTurn();
  }
  return drifts.sort((a, b) => b.psi - a.psi || (a.feature < b.feature ? -1 : 1));
}
