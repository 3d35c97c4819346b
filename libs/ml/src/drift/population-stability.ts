/** Shares of one reference column in bins, for comparing later columns with it; plain data that can be stored. */
interface ReferenceBins {
  /** Ascending; bin k holds bounds[k - 1] < x <= bounds[k], the last bin what is above. */
  readonly bounds: Float64Array;
  /** Rows in each bin, then rows with a missing value. */
  readonly counts: Float64Array;
}

export interface StabilityIndex {
  /** sum over bins of (q - p) ln(q / p): 0 is no change. */
  readonly psi: number;
  /** What no change at all shows by chance: its mean, and the value exceeded once in twenty times. */
  readonly noise: { readonly mean: number; readonly percentile95: number };
  readonly verdict: 'noise' | 'small' | 'shifted' | 'strongly shifted';
}

/** Bins of about equal counts over `values` (NaN is missing and has a bin of its own). Equal values share a bin. */
export function referenceBins(values: ArrayLike<number>, bins = 10): ReferenceBins {
  const present = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const bounds: number[] = [];
  for (let k = 1; k < bins && present.length > 0; k++) {
    const bound = present[Math.ceil((k * present.length) / bins) - 1]!;
    const above = bound < present.at(-1)!;
    if (above && (bounds.length === 0 || bound > bounds.at(-1)!)) bounds.push(bound);
  }
  const reference = { bounds: Float64Array.from(bounds), counts: new Float64Array(bounds.length + 2) };
  return { ...reference, counts: binCounts(reference.bounds, values) };
}

/** Rows of `values` in each bin, missing ones last. */
export function binCounts(bounds: Float64Array, values: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(bounds.length + 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      counts[bounds.length + 1]!++;
      continue;
    }
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= bounds[middle]!) high = middle;
      else low = middle + 1;
    }
    counts[low]!++;
  }
  return counts;
}

/**
 * As {@link binCounts}, of values that are all present, each spread evenly over `blur` to either side: values
 * that move by a fraction of it move as small a part of their count into the next bin.
 */
export function blurredCounts(bounds: Float64Array, values: ArrayLike<number>, blur: number): Float64Array {
  const counts = new Float64Array(bounds.length + 2);
  for (let i = 0; i < values.length; i++) {
    let below = 0;
    for (let bin = 0; bin <= bounds.length; bin++) {
      const upTo =
        bin === bounds.length ? 1 : Math.min(1, Math.max(0, (bounds[bin]! - values[i]! + blur) / (2 * blur)));
      counts[bin]! += upTo - below;
      below = upTo;
    }
  }
  return counts;
}

/**
 * Population stability index of two sets of counts over the same bins (Siddiqi 2006; twice the symmetrised
 * Kullback-Leibler divergence). Half a row is added to every bin that either side uses, so an empty one stays finite.
 * Without change it is about (1/n + 1/m) times a chi-square with (used bins - 1) degrees of freedom (Yurdakul
 * 2018), which gives the noise band; beyond it the customary 0.1 and 0.25 say how much it matters.
 */
export function stabilityIndex(reference: Float64Array, current: Float64Array): StabilityIndex {
  if (reference.length !== current.length)
    throw new RangeError(`${reference.length} reference bins for ${current.length} bins`);
  const used = [...reference.keys()].filter((k) => reference[k]! + current[k]! > 0);
  const n = used.reduce((sum, k) => sum + reference[k]! + 0.5, 0);
  const m = used.reduce((sum, k) => sum + current[k]! + 0.5, 0);
  const psi = used.reduce((sum, k) => {
    const p = (reference[k]! + 0.5) / n;
    const q = (current[k]! + 0.5) / m;
    return sum + (q - p) * Math.log(q / p);
  }, 0);
  const freedom = Math.max(1, used.length - 1);
  const unit = 1 / n + 1 / m;
  const noise = { mean: freedom * unit, percentile95: chiSquareQuantile(freedom, 1.6448536269514722) * unit };
  return { psi, noise, verdict: verdictOf(psi, chiSquareQuantile(freedom, 3.090232306167813) * unit) };
}

function verdictOf(psi: number, noise: number): StabilityIndex['verdict'] {
  if (psi <= noise) return 'noise';
  if (psi < 0.1) return 'small';
  return psi < 0.25 ? 'shifted' : 'strongly shifted';
}

/** Wilson and Hilferty's cube of a normal: the chi-square quantile at the normal quantile `z`, within 1 % here. */
function chiSquareQuantile(freedom: number, z: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + z * Math.sqrt(spread)) ** 3;
}
