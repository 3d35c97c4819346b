import type { NeighbourOptions } from '#ml';
import type { EvaluationPlan } from '../evaluation/held-out-evaluation.js';
import { columnsOf, heldOutUsers } from '../evaluation/held-out-users.js';
import { evaluateRanker } from '../evaluation/model-evaluation.js';
import { factorRanker, neighbourRanker, popularityRanker, rankingTasks } from '../evaluation/rankers.js';
import type { RankingTask } from '../evaluation/rankers.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { fitFactors } from '../training/fit-factors.js';
import type { TrainingProgress } from '../training/train-recommender.js';
import { fitParametersOf } from '../training/training-parameters.js';
import type { TrainingParameters } from '../training/training-parameters.js';
import { bestTrial, searchParameters } from './parameter-search.js';
import type { SearchSpace, Trial } from './parameter-search.js';
import { penaltyScale } from './penalty-scale.js';

export interface TuningTask {
  /** The same pairs weighed with each half-life; none of an event after the validation days. */
  tables: { halfLifeDays: number; table: PairTable }[];
  start: TrainingParameters;
  space: Omit<SearchSpace, 'halfLives'>;
  plan: EvaluationPlan;
  workers: 1 | 2;
}

export interface TuningOutcome {
  /** In the order in which they were tried; the first is the start. */
  trials: Trial[];
  best: Trial;
  /** The baselines on the same users, the neighbours by a grid of their own. */
  popularity: { ndcg: number; recall: number };
  neighbours: { options: NeighbourOptions; ndcg: number; recall: number }[];
  evaluatedUsers: number;
}

/** Options the item-neighbour baseline is tried with. */
const NEIGHBOUR_GRID: NeighbourOptions[] = [
  { shrinkage: 10, neighbours: 100 },
  { shrinkage: 30, neighbours: 100 },
  { shrinkage: 100, neighbours: 100 },
  { shrinkage: 300, neighbours: 100 },
  { shrinkage: 100, neighbours: 30 },
  { shrinkage: 100, neighbours: 300 },
];
/** Share of the time that the trials take, about; the neighbours take the rest. */
const TRIALS = 0.8;

/** Searches for parameters by fits on the early part of the tables, judged on the days after their cut. */
export async function tuneRecommender(
  task: TuningTask,
  report: (progress: TrainingProgress) => void,
): Promise<TuningOutcome> {
  const { start, plan } = task;
  const matrices = new Map(
    task.tables.map(({ halfLifeDays, table }) => [
      halfLifeDays,
      buildInteractionMatrix(table, 'early', start.minListeners),
    ]),
  );
  const first = task.tables[0]!;
  const early = matrices.get(first.halfLifeDays)!;
  const { users, relevant } = heldOutUsers(first.table, early, plan);
  const tasks = rankingTasks(users, early, (user) => columnsOf(relevant, user), 0);
  const space = { ...task.space, halfLives: [...matrices.keys()] };
  let done = 0;
  const trials = await searchParameters(
    start,
    space,
    async (parameters) => {
      report({ step: 'trying parameters', fraction: (TRIALS * done++) / space.trials });
      const { liked } = matrices.get(parameters.halfLifeDays)!;
      const model = await fitFactors(
        liked,
        fitParametersOf({ ...start, ...parameters }),
        task.workers,
        ignore,
      );
      return score(evaluateRanker(factorRanker(model), tasks, early, plan.k, plan.seed));
    },
    ({ alpha, frequencyExponent }) => penaltyScale(early.liked, alpha, frequencyExponent),
  );
  report({ step: 'trying item neighbours', fraction: TRIALS });
  return {
    trials,
    best: bestTrial(trials),
    popularity: score(evaluateRanker(popularityRanker(early.listeners), tasks, early, plan.k, plan.seed)),
    neighbours: tuneNeighbours(early, tasks, plan),
    evaluatedUsers: users.length,
  };
}

function tuneNeighbours(
  early: InteractionMatrix,
  tasks: RankingTask[],
  plan: EvaluationPlan,
): TuningOutcome['neighbours'] {
  const some = tasks.slice(0, plan.neighbourUsers);
  return NEIGHBOUR_GRID.map((options) => ({
    options,
    ...score(evaluateRanker(neighbourRanker(early, options), some, early, plan.k, plan.seed)),
  }));
}

function score({ evaluation: { ndcg, recall } }: { evaluation: { ndcg: number; recall: number } }) {
  return { ndcg, recall };
}

const ignore = (): void => undefined;
