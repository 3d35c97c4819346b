import type { NeighbourOptions } from '#ml';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { columnsOf, heldOutUsers } from '../evaluation/held-out-users.js';
import { evaluateRanker } from '../evaluation/model-evaluation.js';
import { factorRanker, neighbourRanker, popularityRanker } from '../evaluation/rankers.js';
import { rankingTasks } from '../evaluation/ranking-tasks.js';
import type { RankingTask } from '../evaluation/ranking-tasks.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import type { TrainingProgress } from './train-recommender.js';
import { fitParametersOf } from '../engines/training-parameters.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { bestAttempt, searchParameters } from './search-parameters.js';
import type { SearchSpace, Attempt } from './search-parameters.js';
import { penaltyScale } from './penalty-scale.js';

export interface SearchTask {
  /** The same pairs weighed with each half-life; none of an event after the validation days. */
  tables: { halfLifeDays: number; table: PairTable }[];
  start: TrainingParameters;
  space: Omit<SearchSpace, 'halfLives'>;
  plan: EvaluationPlan;
}

export interface SearchOutcome {
  /** In the order in which they were tried; the first is the start. */
  attempts: Attempt[];
  best: Attempt;
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
/** Share of the time that the attempts take, about; the neighbours take the rest. */
const ATTEMPTS = 0.8;

/** Searches for parameters by fits on the early part of the tables, evaluated on the days after their cut. */
export async function searchRecommenderParameters(
  task: SearchTask,
  engine: TrainingEngine,
  report: (progress: TrainingProgress) => void,
): Promise<SearchOutcome> {
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
  const attempts = await searchParameters(
    start,
    space,
    async (parameters) => {
      report({ step: 'trying parameters', fraction: (ATTEMPTS * done++) / space.attempts });
      const { liked } = matrices.get(parameters.halfLifeDays)!;
      const model = await engine.fit(liked, fitParametersOf({ ...start, ...parameters }), ignore);
      return score(evaluateRanker(factorRanker(model), tasks, early, plan.k, plan.seed));
    },
    ({ alpha, frequencyExponent }) => penaltyScale(early.liked, alpha, frequencyExponent),
  );
  report({ step: 'trying item neighbours', fraction: ATTEMPTS });
  return {
    attempts,
    best: bestAttempt(attempts),
    popularity: score(evaluateRanker(popularityRanker(early.listeners), tasks, early, plan.k, plan.seed)),
    neighbours: searchNeighbours(early, tasks, plan),
    evaluatedUsers: users.length,
  };
}

function searchNeighbours(
  early: InteractionMatrix,
  tasks: RankingTask[],
  plan: EvaluationPlan,
): SearchOutcome['neighbours'] {
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
