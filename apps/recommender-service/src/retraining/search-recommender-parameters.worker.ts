import { KernelEngine } from '../engines/kernel-engine.js';
import type { TrainingEngine } from '../engines/training-engine.js';
import { itemParametersOf, searchedParametersOf } from '../engines/training-parameters.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import type { PairTable } from '../interactions/pair-table.js';
import { asAttempts, bestOfBoth, blendsOf, confirm, decideFactors, isSame } from './compare-cuts.js';
import { SearchBudget } from './search-budget.js';
import { searchFactors } from './search-factors.js';
import { searchItems } from './search-items.js';
import { SearchProblem } from './search-problem.js';
import type { TrainingProgress } from './training-task.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import type { Attempt, SearchReportDto } from './parameter-searches.dto.js';

export interface SearchTask {
  /** Days up to the validation days, and these after the cut of the table. */
  table: PairTable;
  /** The days before the validation days, with another cut; null where they are too few for that. */
  earlier: PairTable | null;
  start: TrainingParameters;
  space: { attempts: number; mostFactors: number; seed: number; seconds: number };
  plan: EvaluationPlan;
}

/** None is confirmed without an earlier cut, or time for it. */
export type SearchOutcome = Omit<SearchReportDto, 'chosen' | 'attempts'> & {
  attempts: Attempt[];
  best: Attempt;
};

/** Shares of the budget at which the steps end. */
const FACTORS_UNTIL = 0.45;
const ITEMS_UNTIL = 0.78;
const BLENDS_UNTIL = 0.88;

/** A search for parameters, in a thread of its own. */
export default function search(
  { workers, ...task }: SearchTask & { workers: 1 | 2 },
  report: (progress: TrainingProgress) => void,
): Promise<SearchOutcome> {
  return searchRecommenderParameters(task, new KernelEngine(workers), report);
}

/**
 * Searches for a model by fits on the early part of the table, evaluated on the days after its cut: factors,
 * then item weights, then blends of the best of both. The best of each are fitted at an earlier cut, too, and
 * the choice is by both. It ends when nothing has helped for a while, or its seconds are over.
 * @param now milliseconds, for the budget alone.
 */
export async function searchRecommenderParameters(
  task: SearchTask,
  engine: TrainingEngine,
  report: (progress: TrainingProgress) => void,
  now: () => number = () => performance.now(),
): Promise<SearchOutcome> {
  const { start, space, plan } = task;
  const budget = new SearchBudget(space.seconds, report, now);
  const problem = new SearchProblem(task.table, start, plan, engine);
  const earlier = task.earlier === null ? null : new SearchProblem(task.earlier, start, plan, engine);
  budget.begin('trying the present parameters');
  const parameters = searchedParametersOf(start);
  const first = { parameters, ...(await problem.evaluate(parameters)) };
  const firstSeconds = space.seconds - budget.secondsLeft(1);

  budget.begin('trying factors');
  const secondsLeft = () => budget.secondsLeft(FACTORS_UNTIL);
  const factors = await searchFactors({ ...space, problem, start: parameters, secondsLeft });
  const { best, fit, ofEarlier } = await decideFactors(factors, problem, earlier, budget);

  budget.begin('trying item weights');
  const items = await searchItems({
    start: itemParametersOf(start),
    fit: (wanted, mostSeconds) => problem.itemWeights(wanted, mostSeconds),
    score: (weights) => problem.scoreItems(fit, weights),
    secondsLeft: budget.step(ITEMS_UNTIL),
    seed: space.seed,
  });

  budget.begin('trying blends');
  const hasTime = budget.hasTime(BLENDS_UNTIL);
  const blends = items.best.flatMap((found) => blendsOf(problem, { best, fit }, found, hasTime));
  const attempts = withoutRepeats([first, ...factors.attempts, ...asAttempts(items, best), ...blends]);

  budget.begin('comparing at an earlier cut');
  const confirmed =
    earlier === null || ofEarlier === null || budget.secondsLeft(1) <= 0
      ? []
      : await confirm({ first, firstSeconds, best, items, blends }, earlier, ofEarlier, budget);
  return {
    attempts,
    best: confirmed.length > 1 ? bestOfBoth(confirmed) : bestOf(attempts),
    confirmed,
    popularity: problem.popularity(),
    evaluatedUsers: problem.evaluatedUsers,
    likedPairs: task.table.weights.reduce((sum, weight) => sum + Number(weight > 0), 0),
  };
}

/** The earliest of equals. */
function bestOf(attempts: readonly Attempt[]): Attempt {
  return attempts.reduce((best, attempt) => (attempt.ndcg > best.ndcg ? attempt : best));
}

function withoutRepeats(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter(
    ({ parameters }, n) => attempts.findIndex((other) => isSame(other.parameters, parameters)) === n,
  );
}
