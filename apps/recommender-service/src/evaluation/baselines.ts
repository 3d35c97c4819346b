import { compiledFile, runInThread } from '#common/threads';
import { ItemNeighbours } from '#ml';
import type { NeighbourOptions, SparseRows } from '#ml';
import type { TrainedModel } from '../engines/training-engine.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { EvaluationPlan } from './evaluation-plan.js';
import { evaluateRanker } from './model-evaluation.js';
import type { Evaluated } from './model-evaluation.js';
import { modelRanker, popularityRanker } from './rankers.js';
import { columnsOf } from './hold-out.js';
import type { RankingTask } from './hold-out.js';

const WORKER = compiledFile('./baselines.js', import.meta.url);
/** Below so many liked pairs starting a thread takes longer than what it does. */
const WORTH_A_THREAD = 100_000;

/** What the baselines need: nothing of a fitted model, so that they can be evaluated while it is being fitted. */
export interface BaselineTask {
  early: InteractionMatrix;
  /** The liked pairs of all users, which may be more than `early` holds: what neighbours learn from. */
  learned: SparseRows;
  /** Listeners of late, by song; null: those of all days count. */
  recent: Uint32Array | null;
  tasks: RankingTask[];
  plan: EvaluationPlan;
}

export interface Baselines {
  popularity: Evaluated;
  /** On the first of the users alone. */
  neighbours: Evaluated;
}

/** Also the module of the thread. */
export default function evaluateBaselines({ early, learned, recent, tasks, plan }: BaselineTask): Baselines {
  const { k, seed } = plan;
  const some = tasks.slice(0, plan.neighbourUsers);
  return {
    popularity: evaluateRanker(popularityRanker(recent ?? early.listeners), tasks, early, k, seed),
    neighbours: evaluateRanker(
      modelRanker(neighbourModel(learned, some, plan.neighbours), early.liked),
      some,
      early,
      k,
      seed,
    ),
  };
}

/**
 * By the similarity to the songs that a user likes: item weights alone, without factors, and only of what the
 * users of the tasks like.
 */
function neighbourModel(
  liked: SparseRows,
  tasks: readonly RankingTask[],
  options: NeighbourOptions,
): TrainedModel {
  const songs = Int32Array.from(new Set(tasks.flatMap(({ user }) => [...columnsOf(liked, user)]))).sort();
  const weights = new ItemNeighbours(liked, options).weightsFor(songs);
  const starts = new Int32Array(liked.columns + 1);
  songs.forEach((song, row) => (starts[song + 1] = weights.starts[row + 1]! - weights.starts[row]!));
  for (let song = 0; song < liked.columns; song++) starts[song + 1]! += starts[song]!;
  return {
    factors: 1,
    userFactors: new Float32Array(liked.rows),
    songFactors: new Float32Array(liked.columns),
    factorShare: 0,
    itemWeights: { ...weights, rows: liked.columns, starts },
  };
}

/**
 * The baselines in a thread of their own, while the model is being fitted; with one worker, or little to do,
 * here and now.
 */
export function baselinesBeside(
  task: BaselineTask,
  workers: number,
  worthAThread = WORTH_A_THREAD,
): Promise<Baselines> {
  if (workers === 1 || task.learned.indices.length < worthAThread) {
    return Promise.resolve(evaluateBaselines(task));
  }
  return runInThread<Baselines>(WORKER, task);
}
