import { effectiveRows, fitVennAbers, logit, sumOf, vennAbersInterval, widestBounds } from '#ml';
import type { ProbabilityInterval, VennAbersFit } from '#ml';
import { calibratedMargins, fitCalibrator } from './calibrator.js';
import type { Calibrator, HeldOutUsers } from './calibrator.js';

/** From a model's log-odds to probabilities and their bounds; plain data that can be stored. */
export interface Calibration {
  readonly calibrator: Calibrator;
  /** By the log-odds before calibration. */
  readonly bounds: VennAbersFit;
}

/**
 * The calibrator is learned from all users together; the bounds are the widest of Venn-Abers bounds by each
 * part of them, so they show how much the answer depends on who was there to learn from. Weights are
 * scaled to as many users as they are worth: few heavy ones make wide bounds. @param parts each
 * with at least one user
 */
export function fitCalibration(
  parts: readonly HeldOutUsers[],
  seed: number,
): { readonly calibration: Calibration; readonly because: string } {
  const margins = Float64Array.from(parts.flatMap((part) => [...part.margins]));
  const labels = Uint8Array.from(parts.flatMap((part) => [...part.labels]));
  const weights = Float64Array.from(parts.flatMap((part) => [...part.weights]));
  const scale = effectiveRows(weights) / sumOf(weights);
  const bounds = widestBounds(
    parts.map((part) =>
      fitVennAbers(
        part.margins,
        part.labels,
        part.weights.map((weight) => scale * weight),
      ),
    ),
  );
  const { calibrator, because } = fitCalibrator({ margins, labels, weights }, seed);
  return { calibration: { calibrator, bounds }, because };
}

/** The users divided into so many parts, as bounds are learned from. */
export const PARTS = 5;

/** Deals users out into parts, in their order. */
export function dealt({ margins, labels, weights }: HeldOutUsers): HeldOutUsers[] {
  return Array.from({ length: Math.min(PARTS, labels.length) }, (_, part) => ({
    margins: margins.filter((_margin, row) => row % PARTS === part),
    labels: labels.filter((_label, row) => row % PARTS === part),
    weights: weights.filter((_weight, row) => row % PARTS === part),
  }));
}

/**
 * Calibrated log-odds: what the calibrator says, or the bound beyond which it lies, so that a probability
 * never contradicts its own interval. Both rise with `margins`, so their order stays.
 */
export function calibrated({ calibrator, bounds }: Calibration, margins: Float64Array): Float64Array {
  return calibratedMargins(calibrator, margins).map((margin, row) => {
    const { low, high } = vennAbersInterval(bounds, margins[row]!);
    return Math.min(Math.max(margin, logit(low)), logit(high));
  });
}

/** Bounds are given in so many steps, rounded outwards. */
const STEPS = 1e6;
/** A probability in single precision is off by less. */
const SINGLE = 1e-7;

/** Bounds of the calibrated probability at each of `margins`. */
export function boundsAt({ bounds }: Calibration, margins: Float64Array): ProbabilityInterval[] {
  return Array.from(margins, (margin) => {
    const { low, high } = vennAbersInterval(bounds, margin);
    return {
      low: Math.max(0, Math.floor((low - SINGLE) * STEPS) / STEPS),
      high: Math.min(1, Math.ceil((high + SINGLE) * STEPS) / STEPS),
    };
  });
}
