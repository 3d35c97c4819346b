import type { SparseRows } from '#ml/factors';
import { LOSS_PARTS } from './memory-layout.js';
import type { AlsParameters } from './als-parameters.js';
import type { AlsProblem } from './als-problem.js';
import { placeProblem, readVectors } from './als-problem.js';
import type { AlsOrder, AlsThreadData } from './training-thread.js';
import { AlsThread } from './training-thread.js';
import { kernelModule } from './kernel-module.js';
import { Rotation } from './rotation.js';
import { ThreadTeam } from './thread-team.js';

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
  workers?: 1 | 2;
  /** Called after each iteration, with the loss where `leastRelativeGain` is given. */
  afterIteration?(progress: { done: number; iterations: number; loss: number | null; seconds: number }): void;
  /**
   * Stop when the loss falls by less than this share of itself in an iteration; off without it. A loss costs about
   * a tenth of an iteration.
   */
  leastRelativeGain?: number;
}

/**
 * Factorises implicit feedback by alternating least squares, users first, in float32 with SIMD on threads of
 * its own (Hu, Koren and Volinsky 2008, Takacs, Pilaszy and Tikk 2011, Rendle et al. 2022). The objective is
 * at AlsObjective of #ml. The same input and seed give the same bytes.
 * @param matrix users x items; weights 0 or above.
 * @throws RangeError when the training diverges, or its memory would be above 4 GiB
 */
export async function trainAls(
  matrix: SparseRows,
  parameters: AlsParameters,
  options: TrainAlsOptions = {},
): Promise<TrainedFactors> {
  if (matrix.indices.length === 0) return nothingObserved(matrix, parameters);
  const problem = placeProblem(matrix, parameters, options.workers ?? 2);
  const data = threadData(problem, parameters);
  const caller = new AlsThread(data.shift()!);
  const team = await ThreadTeam.start<AlsOrder>('src/training.worker.js', data, caller);
  try {
    const iterations = await iterate(problem, team, parameters, options);
    // The threads' heaps go before the vectors are copied.
    await team.end();
    const { layout, memory } = problem;
    const vectors = (side: 'users' | 'items') =>
      readVectors(memory, layout[side], problem[side], layout.width, parameters.factors);
    return {
      factors: parameters.factors,
      users: vectors('users'),
      items: vectors('items'),
      iterations,
    };
  } finally {
    await team.end();
  }
}

/** @returns iterations done */
async function iterate(
  problem: AlsProblem,
  team: ThreadTeam<AlsOrder>,
  parameters: AlsParameters,
  options: TrainAlsOptions,
): Promise<number> {
  const { iterations, factors } = parameters;
  const { leastRelativeGain } = options;
  const rotation = new Rotation(problem, factors, (order) => carryOut(problem, team, order));
  let loss: number | null = null;
  for (let done = 1; ; done++) {
    const started = performance.now();
    if (done === 1) await firstIteration(problem, team, rotation);
    else {
      if (done === 2) await rotation.turnToBasisOf('items');
      await carryOut(problem, team, 'iterate');
    }
    const seconds = (performance.now() - started) / 1000;
    const before = loss;
    if (leastRelativeGain !== undefined) loss = await lossOf(problem, team, parameters);
    options.afterIteration?.({ done, iterations, loss, seconds });
    const settled =
      leastRelativeGain !== undefined &&
      before !== null &&
      before - loss! < leastRelativeGain * Math.abs(before);
    if (done < iterations && !settled) continue;
    // Users stand for the items of the iteration before: now for the last, as what is folded in later.
    await carryOut(problem, team, 'finishUsers');
    await rotation.turnBack();
    return done;
  }
}

async function firstIteration(
  problem: AlsProblem,
  team: ThreadTeam<AlsOrder>,
  rotation: Rotation,
): Promise<void> {
  await carryOut(problem, team, 'solveUsers');
  await rotation.turnToBasisOf('users');
  await carryOut(problem, team, 'solveItems');
}

async function carryOut(problem: AlsProblem, team: ThreadTeam<AlsOrder>, order: AlsOrder): Promise<void> {
  resetCounters(problem);
  await team.run(order);
}

function threadData(problem: AlsProblem, parameters: AlsParameters): AlsThreadData[] {
  const { memory, layout, batches } = problem;
  const module = kernelModule('als');
  const { steps } = parameters;
  const bonus = parameters.form === 'hkv' ? 1 : 0;
  return layout.threads.map((_, thread) => ({ module, memory, layout, thread, steps, bonus, batches }));
}

async function lossOf(
  problem: AlsProblem,
  team: ThreadTeam<AlsOrder>,
  parameters: AlsParameters,
): Promise<number> {
  await carryOut(problem, team, 'loss');
  const { memory, layout } = problem;
  const { users, items, width } = layout;
  const userGram = new Float64Array(memory.buffer, users.gram, width * width);
  const itemGram = new Float64Array(memory.buffer, items.gram, width * width);
  let loss = userGram.reduce((sum, value, at) => sum + value * itemGram[at]!, 0);
  for (const side of [users, items]) {
    for (const part of new Float64Array(memory.buffer, side.lossParts, LOSS_PARTS)) loss += part;
  }
  if (!Number.isFinite(loss))
    throw new RangeError(`training diverged: the loss is ${loss} with ${parameters.factors} factors`);
  return loss;
}

function resetCounters({ memory, layout }: AlsProblem): void {
  const words = new Int32Array(memory.buffer);
  for (const side of [layout.users, layout.items]) {
    for (const counter of [side.gramCounter, side.sweepCounter, side.lossCounter])
      Atomics.store(words, counter / 4, 0);
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
