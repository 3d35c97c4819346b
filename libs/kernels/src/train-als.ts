import type { SparseRows } from '#ml/factors';
import type { AlsParameters } from './als-problem.js';
import { placeProblem, readVectors } from './als-problem.js';
import { AlsSteps } from './als-steps.js';
import { builtKernelFile } from './kernel-module.js';
import { ThreadTeam } from './thread-team.js';
import { AlsThread, threadData } from './training-thread.js';
import type { AlsOrder } from './training-thread.js';

/** Vectors of all rows and columns, row by row, in float32; rows without pairs are zero. */
export interface TrainedFactors {
  factors: number;
  users: Float32Array;
  items: Float32Array;
  /** Iterations done: fewer than asked for when training stopped early. */
  iterations: number;
}

/** How a caller follows a training and cuts it short. */
export interface TrainAlsOptions {
  /** Threads, the calling one among them; the result is the same, byte for byte, for any number. */
  workers?: number;
  /** Called when the memory is laid out, which takes no more with more iterations. */
  beforeIterations?(): void;
  /** Called after each iteration, with the loss where `leastRelativeGain` is given. */
  afterIteration?(progress: { done: number; iterations: number; loss: number | null; seconds: number }): void;
  /**
   * Stop when the loss falls by less than this share of itself in an iteration; off without it. A loss costs about
   * a tenth of an iteration.
   */
  leastRelativeGain?: number;
  /** Bytes that the memory of the kernel may have, for tests: by default all that it addresses, 4 GiB. */
  mostBytes?: number;
}

/**
 * Factorises implicit feedback by alternating least squares, users first, in float32 with SIMD on threads of
 * its own (Hu, Koren and Volinsky 2008, Takacs, Pilaszy and Tikk 2011, Rendle et al. 2022). The objective is
 * at AlsObjective of #ml. The same input and seed give the same bytes.
 * @param matrix users x items; weights 0 or above.
 * @throws RangeError when the training diverges, or the vectors of one side do not fit into 4 GiB
 */
export async function trainAls(
  matrix: SparseRows,
  parameters: AlsParameters,
  options: TrainAlsOptions = {},
): Promise<TrainedFactors> {
  if (matrix.indices.length === 0) return nothingObserved(matrix, parameters);
  const { factors } = parameters;
  const problem = placeProblem(matrix, parameters, options.workers ?? 2, options.mostBytes);
  const [own, ...others] = threadData(problem, parameters);
  const caller = new AlsThread(own!);
  const team = new ThreadTeam<AlsOrder>(builtKernelFile('src/training.worker.js'), others, caller);
  try {
    const steps = new AlsSteps(problem, factors, caller, (order) => team.run(order));
    options.beforeIterations?.();
    const iterations = await iterate(steps, parameters, options);
    await steps.finishUsers();
    await steps.turnBack();
    // The threads' heaps go before the vectors are copied.
    await team.end();
    const [users, items] = [problem.users, problem.items].map((side) =>
      readVectors(side, problem.layout.width, factors),
    );
    return { factors, users: users!, items: items!, iterations };
  } finally {
    await team.end();
  }
}

/** @returns iterations done */
async function iterate(
  steps: AlsSteps,
  { iterations }: AlsParameters,
  options: TrainAlsOptions,
): Promise<number> {
  const { leastRelativeGain } = options;
  let loss: number | null = null;
  for (let done = 1; ; done++) {
    const started = performance.now();
    await steps.iterate(done - 1);
    const seconds = (performance.now() - started) / 1000;
    const before = loss;
    if (leastRelativeGain !== undefined) loss = await steps.loss();
    options.afterIteration?.({ done, iterations, loss, seconds });
    const settled =
      leastRelativeGain !== undefined &&
      before !== null &&
      before - loss! < leastRelativeGain * Math.abs(before);
    if (done === iterations || settled) return done;
  }
}

function nothingObserved(matrix: SparseRows, { factors }: AlsParameters): TrainedFactors {
  return {
    factors,
    users: new Float32Array(matrix.rows * factors),
    items: new Float32Array(matrix.columns * factors),
    iterations: 0,
  };
}
