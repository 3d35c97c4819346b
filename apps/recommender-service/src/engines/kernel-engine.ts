import { createHash } from 'node:crypto';
import { compiledFile, runInThread } from '#common/threads';
import { trainAls } from '#kernels';
import { DEFAULT_ALS_PARAMETERS, joinSpans, transpose } from '#ml';
import type { AlsParameters, SparseRows } from '#ml';
import solveItems from './solve-items.js';
import type { ItemTask } from './solve-items.js';
import type { Fit, FitParameters, ItemParameters, TrainingEngine } from './training-engine.js';

const SOLVE_ITEMS = compiledFile('./solve-items.js', import.meta.url);
/** Songs that are solved to tell how long all of them would take. */
const SAMPLE = 200;
/** With fewer liked pairs starting a thread takes longer than what it does. */
const WORTH_A_THREAD = 20_000;

/** Alternating least squares by the WebAssembly kernel and item weights, in the calling thread and, with two workers, one beside it. */
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

  async itemWeights(
    liked: SparseRows,
    parameters: ItemParameters,
    mostSeconds = Infinity,
  ): Promise<SparseRows | null> {
    const preferences = { ...liked, weights: new Float32Array(liked.weights.length).fill(1) };
    const task = (from: number, to: number): ItemTask => ({ preferences, parameters, span: { from, to } });
    const songs = liked.columns;
    if (mostSeconds < Infinity) {
      const some = Math.min(songs, SAMPLE);
      const from = (songs - some) >> 1;
      const started = performance.now();
      solveItems(task(from, from + some));
      const seconds = (((performance.now() - started) / 1000) * songs) / Math.max(1, some) / this.workers;
      if (seconds > mostSeconds) return null;
    }
    if (this.workers === 1 || liked.indices.length < WORTH_A_THREAD)
      return transpose(solveItems(task(0, songs)));
    const half = songs >> 1;
    const beside = runInThread<SparseRows>(SOLVE_ITEMS, task(half, songs));
    // Awaited below; a failure meanwhile must not count as unheard.
    beside.catch(() => undefined);
    return transpose(joinSpans([solveItems(task(0, half)), await beside]));
  }
}

/** The parameters as the kernel and the reference in #ml take them. */
export function alsParameters(parameters: FitParameters): AlsParameters {
  const { form, factors, iterations, cgSteps, alpha, regularization, frequencyExponent, seed } = parameters;
  return {
    ...DEFAULT_ALS_PARAMETERS,
    form,
    factors,
    iterations,
    alpha,
    regularization,
    frequencyExponent,
    seed,
    solver: { kind: 'conjugate-gradient', steps: cgSteps },
  };
}
