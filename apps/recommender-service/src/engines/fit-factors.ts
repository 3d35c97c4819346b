import { createHash } from 'node:crypto';
import { trainAls } from '#kernels';
import { DEFAULT_ALS_PARAMETERS } from '#ml';
import type { AlsParameters, SparseRows } from '#ml';

/** The settings of a fit that may differ from one version to the next. */
export interface FitParameters {
  factors: number;
  /** Most iterations. */
  iterations: number;
  cgSteps: number;
  alpha: number;
  regularization: number;
  frequencyExponent: number;
  /** A fit ends when an iteration lowers the loss by less than this share of it; 0 never ends early. */
  leastGain: number;
  seed: number;
}

/** Vectors of a fit, row by row in the order of the matrix. */
export interface TrainedFactors {
  factors: number;
  userFactors: Float32Array;
  songFactors: Float32Array;
}

/** How a fit went. */
export interface FitTrace {
  iterations: number;
  /** Loss after each iteration; empty when no early end was asked for, since a loss costs a tenth of an iteration. */
  losses: number[];
  /** SHA-256 of the user vectors followed by the song vectors. */
  factorsSha256: string;
}

/**
 * Vectors in float32, as they are served: the evaluation judges what a caller gets.
 * @param workers threads; the vectors are the same for any number.
 * @param onShare hears the share of iterations done.
 */
export async function fitFactors(
  liked: SparseRows,
  parameters: FitParameters,
  workers: 1 | 2,
  onShare: (share: number) => void,
): Promise<TrainedFactors & { trace: FitTrace }> {
  const losses: number[] = [];
  const { users, items, iterations } = await trainAls(liked, alsParameters(parameters), {
    workers,
    callerWorks: true,
    ...(parameters.leastGain > 0 ? { leastRelativeGain: parameters.leastGain } : {}),
    afterIteration: ({ done, iterations: all, loss }) => {
      if (loss !== null) losses.push(loss);
      onShare(done / all);
    },
  });
  const factorsSha256 = createHash('sha256').update(users).update(items).digest('hex');
  return {
    factors: parameters.factors,
    userFactors: users,
    songFactors: items,
    trace: { iterations, losses, factorsSha256 },
  };
}

/** The parameters as the kernel and the reference in #ml take them. */
export function alsParameters(parameters: FitParameters): AlsParameters {
  const { factors, iterations, cgSteps, alpha, regularization, frequencyExponent, seed } = parameters;
  return {
    ...DEFAULT_ALS_PARAMETERS,
    factors,
    iterations,
    alpha,
    regularization,
    frequencyExponent,
    seed,
    solver: { kind: 'conjugate-gradient', steps: cgSteps },
  };
}
