import { referenceBins } from '#ml';

/**
 * Bins of each feature, in catalogue order: tenths of the users of a snapshot. Bin k holds what is above bound k - 1
 * and up to bound k; behind the last one are users without a value.
 */
export type FeatureBounds = readonly (readonly number[])[];

/** Users in each bin of each feature: what drift compares, of one size for any number of users. */
export type FeatureCounts = readonly (readonly number[])[];

/** The bins that a version compares populations in, with the users of the snapshot that it learned. */
export interface ReferenceCounts {
  readonly bounds: FeatureBounds;
  readonly counts: FeatureCounts;
}

/** Users whose tenths are the bins, evenly spaced among all, at most. */
const MOST_FOR_BOUNDS = 20_000;

/** @param values users x features, @param weights what each user counts */
export function referenceCounts(
  values: Float64Array,
  features: number,
  weights: Float64Array,
): ReferenceCounts {
  const step = Math.max(1, Math.ceil(weights.length / MOST_FOR_BOUNDS));
  const drawn = Math.ceil(weights.length / step);
  const bounds = Array.from({ length: features }, (_, j) => {
    const column = Float64Array.from({ length: drawn }, (_, i) => values[i * step * features + j]!);
    return Array.from(referenceBins(column).bounds);
  });
  return { bounds, counts: countFeatures(bounds, values, weights) };
}

/** Users x features in the bins. @param weights what each user counts; default: 1 */
export function countFeatures(
  bounds: FeatureBounds,
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number[][] {
  const counts = bounds.map((ofFeature) => Array<number>(ofFeature.length + 2).fill(0));
  const features = bounds.length;
  for (let at = 0; at < values.length; at++) {
    const j = at % features;
    const value = values[at]!;
    const ofFeature = bounds[j]!;
    let bin = 0;
    if (Number.isNaN(value)) bin = ofFeature.length + 1;
    else while (bin < ofFeature.length && value > ofFeature[bin]!) bin++;
    counts[j]![bin]! += weights === undefined ? 1 : weights[(at - j) / features]!;
  }
  return counts;
}

/** Adds counts of the same bins to `sums`. */
export function addCounts(sums: number[][], counts: FeatureCounts): void {
  for (const [j, bins] of counts.entries()) sums[j] = bins.map((count, bin) => count + (sums[j]?.[bin] ?? 0));
}
