import { createHash } from 'node:crypto';
import { trainAls } from '#kernels';
import { DEFAULT_ALS_PARAMETERS } from '#ml';
import type { AlsParameters, SparseRows } from '#ml';
import type { Fit, FitParameters, TrainingEngine } from './training-engine.js';

/** Alternating least squares by the WebAssembly kernel, in the calling thread and, with two workers, one beside it. */
export class KernelEngine implements TrainingEngine {
  /** @param workers threads; the vectors are the same for any number. */
  constructor(private readonly workers: 1 | 2) {}

  async fit(liked: SparseRows, parameters: FitParameters, onShare: (share: number) => void): Promise<Fit> {
    const losses: number[] = [];
    const { users, items, iterations } = await trainAls(liked, alsParameters(parameters), {
      workers: this.workers,
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
