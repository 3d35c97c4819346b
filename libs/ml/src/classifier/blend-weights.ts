import { effectiveRows, sumOf } from '../evaluation/weighted-mean.js';
import { softplus } from '../linear/sigmoid.js';

/** Steps of a weight from 0 to 1. */
const STEPS = 10;
/** A model with less is left out: it costs time in every answer. */
const LEAST = 0.05;

/**
 * Weights, which add up to 1, of models whose log-odds are added up: the mean of all weights in steps of a tenth,
 * each as likely as it makes the labels. Few rows leave all models about equal weights, many find those of the
 * least log loss. Rows count by `weights`. @param margins log-odds of each model, one a row
 */
export function blendWeights(
  margins: readonly Float64Array[],
  labels: Uint8Array,
  weights: Float64Array,
): number[] {
  const rows = effectiveRows(weights) / sumOf(weights);
  const all = dividedInto(margins.length, STEPS).map((steps) => {
    const shares = steps.map((count) => count / STEPS);
    let loss = 0;
    for (let row = 0; row < labels.length; row++) {
      const margin = shares.reduce((sum, share, k) => sum + share * margins[k]![row]!, 0);
      loss += weights[row]! * softplus(labels[row] === 1 ? -margin : margin);
    }
    return { shares, loss: rows * loss };
  });
  const least = Math.min(...all.map(({ loss }) => loss));
  const means = Float64Array.from(margins, (_, k) =>
    all.reduce((sum, { shares, loss }) => sum + Math.exp(least - loss) * shares[k]!, 0),
  );
  const sum = sumOf(means);
  const kept = means.map((mean) => (mean < LEAST * sum ? 0 : mean));
  return Array.from(kept, (mean) => mean / sumOf(kept));
}

/** All ways to divide `steps` into so many counts. */
function dividedInto(parts: number, steps: number): number[][] {
  if (parts === 1) return [[steps]];
  return Array.from({ length: steps + 1 }, (_, first) =>
    dividedInto(parts - 1, steps - first).map((others) => [first, ...others]),
  ).flat();
}
