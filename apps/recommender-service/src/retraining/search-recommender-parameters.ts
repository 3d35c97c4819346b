import type { SparseRows } from '#ml';
import { blend, fitModel, spreadRatio } from '../engines/fit-model.js';
import type { Fit, FitParameters, TrainedModel, TrainingEngine } from '../engines/training-engine.js';
import { fitParametersOf, itemParametersOf, searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters, TrainingParameters } from '../engines/training-parameters.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { columnsOf, heldOutUsers } from '../evaluation/held-out-users.js';
import { evaluateRanker } from '../evaluation/model-evaluation.js';
import { randomHoldOut } from '../evaluation/random-hold-out.js';
import { modelRanker, popularityRanker } from '../evaluation/rankers.js';
import { rankingTasks } from '../evaluation/ranking-tasks.js';
import type { RankingTask } from '../evaluation/ranking-tasks.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { penaltyScale } from './penalty-scale.js';
import { searchItems } from './search-items.js';
import type { ItemAttempt } from './search-items.js';
import { bestAttempt, searchParameters } from './search-parameters.js';
import type { Attempt, SearchSpace } from './search-parameters.js';
import type { TrainingProgress } from './train-recommender.js';

export interface SearchTask {
  /** The same pairs weighed with each half-life; none of an event after the validation days. The first is that of the start. */
  tables: { halfLifeDays: number; table: PairTable }[];
  start: TrainingParameters;
  space: Pick<SearchSpace, 'attempts' | 'mostFactors' | 'seed'> & { seconds: number };
  plan: EvaluationPlan;
}

/** A candidate that was fitted once more, on nearly all pairs of all days that the search may see. */
export interface ConfirmedAttempt extends Attempt {
  /** On the songs that were held out of this second fit. */
  larger: { ndcg: number; recall: number };
}

export interface SearchOutcome {
  /** In the order in which they were tried; the first is the start. */
  attempts: Attempt[];
  best: Attempt;
  /** The candidates between which the second fit decided; empty when no time was left for it. */
  confirmed: ConfirmedAttempt[];
  /** Popularity on the same users. */
  popularity: { ndcg: number; recall: number };
  evaluatedUsers: number;
  /** Liked pairs that the search saw: retrains search again when there are far more. */
  likedPairs: number;
}

/** Shares of the budget at which the search over factors and that over item weights end; the rest is for blends and the second fit. */
const FACTORS_UNTIL = 0.4;
const ITEMS_UNTIL = 0.75;
const BLENDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/**
 * Searches for a model by fits on the early part of the tables, evaluated on the days after their cut: factors, then item weights, then
 * the blend of the best of both. The best of each kind are fitted once more on nearly all pairs of all days of the tables, and
 * the one that does best on both looks is the choice.
 * @param now milliseconds, for the budget alone.
 */
export async function searchRecommenderParameters(
  task: SearchTask,
  engine: TrainingEngine,
  report: (progress: TrainingProgress) => void,
  now: () => number = () => performance.now(),
): Promise<SearchOutcome> {
  const { start, space } = task;
  const started = now();
  const secondsLeft = (share: number) => share * space.seconds - (now() - started) / 1000;
  const tell = (step: string) => {
    report({ step, fraction: Math.min(0.99, 1 - secondsLeft(1) / space.seconds) });
  };
  const session = new Session(task, engine);
  const first = await session.attempt(searchedParametersOf(start));

  // Factors alone.
  const factors = await searchParameters(
    start,
    {
      ...space,
      halfLives: task.tables.map(({ halfLifeDays }) => halfLifeDays),
      hasTime: () => secondsLeft(FACTORS_UNTIL) > 0,
    },
    async (parameters) => {
      tell('trying factors');
      return await session.attempt(searchedParametersOf({ ...start, ...parameters, itemShare: 0 }));
    },
    ({ alpha, frequencyExponent }) => penaltyScale(session.early.liked, alpha, frequencyExponent),
  );
  const best = searchedParametersOf({ ...start, ...bestAttempt(factors).parameters, itemShare: 0 });
  const { liked } = session.matrix(best.halfLifeDays);
  const fit = await session.fit(best);

  // Item weights alone, then blends of the best of both.
  const items = await searchItems({
    engine,
    liked,
    start: itemParametersOf(start),
    evaluate: (weights) => {
      tell('trying item weights');
      return session.score({ ...fit, ...blend(weights, 1, 1) }, liked);
    },
    secondsLeft: () => secondsLeft(ITEMS_UNTIL),
  });
  tell('trying blends');
  const blends = items.length === 0 ? [] : session.blends(best, fit, bestAttempt(items), liked, secondsLeft);
  const attempts = [
    first,
    ...factors.map((attempt) => ({
      ...attempt,
      parameters: searchedParametersOf({ ...start, ...attempt.parameters, itemShare: 0 }),
    })),
    ...items.map(({ parameters, ndcg, recall }) => ({
      parameters: { ...best, ...parameters },
      ndcg,
      recall,
    })),
    ...blends,
  ].filter(({ parameters }, n, all) => all.findIndex((other) => isSame(other.parameters, parameters)) === n);

  // The best of each kind on a larger fit.
  const candidates = [
    first,
    bestAttempt(attempts.filter(({ parameters }) => parameters.itemShare === 0)),
    bestAttempt(attempts),
  ];
  const confirmed = await session.confirm(
    candidates.filter((candidate, n) => candidates.indexOf(candidate) === n),
    () => {
      tell('fitting the best on more pairs');
      return secondsLeft(1) > 0;
    },
  );
  return {
    attempts,
    best: confirmed.length > 1 ? bestOfBoth(confirmed) : bestAttempt(attempts),
    confirmed,
    ...session.facts(),
  };
}

/** What all attempts have in common: data, users and the way they are evaluated. */
class Session {
  readonly early: InteractionMatrix;
  private readonly matrices: Map<number, InteractionMatrix>;
  private readonly tasks: RankingTask[];

  constructor(
    private readonly task: SearchTask,
    private readonly engine: TrainingEngine,
  ) {
    const { tables, start, plan } = task;
    this.matrices = new Map(
      tables.map(({ halfLifeDays, table }) => [
        halfLifeDays,
        buildInteractionMatrix(table, 'early', start.minListeners),
      ]),
    );
    const first = tables[0]!;
    this.early = this.matrix(first.halfLifeDays);
    const { users, relevant } = heldOutUsers(first.table, this.early, plan);
    this.tasks = rankingTasks(users, this.early, (user) => columnsOf(relevant, user), 0);
  }

  matrix(halfLifeDays: number): InteractionMatrix {
    const matrix = this.matrices.get(halfLifeDays);
    if (matrix === undefined) throw new Error(`no pairs were read with a half-life of ${halfLifeDays} days`);
    return matrix;
  }

  fit(parameters: SearchedParameters): Promise<Fit> {
    const { liked } = this.matrix(parameters.halfLifeDays);
    return this.engine.fit(liked, this.fitParameters(parameters), ignore);
  }

  async attempt(parameters: SearchedParameters): Promise<Attempt> {
    const { liked } = this.matrix(parameters.halfLifeDays);
    const model = await fitModel(this.engine, liked, this.fitParameters(parameters), ignore);
    return { parameters, ...this.score(model, liked) };
  }

  score(model: TrainedModel, liked: SparseRows): { ndcg: number; recall: number } {
    return this.scoreOn(model, liked, this.early, this.tasks);
  }

  blends(
    best: SearchedParameters,
    fit: Fit,
    { weights, parameters }: ItemAttempt,
    liked: SparseRows,
    secondsLeft: (share: number) => number,
  ): Attempt[] {
    const ratio = spreadRatio(fit, weights, liked);
    const found: Attempt[] = [];
    for (const itemShare of BLENDS) {
      if (secondsLeft(1) <= 0) break;
      const model = { ...fit, ...blend(weights, ratio, itemShare) };
      found.push({ parameters: { ...best, ...parameters, itemShare }, ...this.score(model, liked) });
    }
    return found;
  }

  /** Fits each candidate on all days of the tables, but for a fifth of the songs of some users. */
  async confirm(candidates: readonly Attempt[], hasTime: () => boolean): Promise<ConfirmedAttempt[]> {
    const { start, plan, tables } = this.task;
    const confirmed: ConfirmedAttempt[] = [];
    for (const candidate of candidates) {
      if (!hasTime()) break;
      const { halfLifeDays } = candidate.parameters;
      const { table } = tables.find((other) => other.halfLifeDays === halfLifeDays)!;
      const { rest, tasks } = randomHoldOut(buildInteractionMatrix(table, 'all', start.minListeners), plan);
      const model = await fitModel(this.engine, rest.liked, this.fitParameters(candidate.parameters), ignore);
      confirmed.push({ ...candidate, larger: this.scoreOn(model, rest.liked, rest, tasks) });
    }
    return confirmed;
  }

  facts(): Pick<SearchOutcome, 'popularity' | 'evaluatedUsers' | 'likedPairs'> {
    const { k, seed } = this.task.plan;
    const ranker = popularityRanker(this.early.listeners);
    return {
      popularity: scoreOf(evaluateRanker(ranker, this.tasks, this.early, k, seed)),
      evaluatedUsers: this.tasks.length,
      likedPairs: this.task.tables[0]!.table.weights.reduce((sum, weight) => sum + Number(weight > 0), 0),
    };
  }

  private scoreOn(model: TrainedModel, liked: SparseRows, matrix: InteractionMatrix, tasks: RankingTask[]) {
    const { k, seed } = this.task.plan;
    return scoreOf(evaluateRanker(modelRanker(model, liked), tasks, matrix, k, seed));
  }

  private fitParameters(parameters: SearchedParameters): FitParameters {
    return fitParametersOf({ ...this.task.start, ...parameters });
  }
}

/** By the sum of what a candidate reached of the best on each of the two looks. */
function bestOfBoth(confirmed: readonly ConfirmedAttempt[]): Attempt {
  const most = Math.max(...confirmed.map(({ ndcg }) => ndcg), Number.MIN_VALUE);
  const mostOfLarger = Math.max(...confirmed.map(({ larger }) => larger.ndcg), Number.MIN_VALUE);
  const worth = ({ ndcg, larger }: ConfirmedAttempt) => ndcg / most + larger.ndcg / mostOfLarger;
  const { parameters, ndcg, recall } = confirmed.reduce((best, other) =>
    worth(other) > worth(best) ? other : best,
  );
  return { parameters, ndcg, recall };
}

function isSame(a: SearchedParameters, b: SearchedParameters): boolean {
  return JSON.stringify(searchedParametersOf(a)) === JSON.stringify(searchedParametersOf(b));
}

function scoreOf({ evaluation: { ndcg, recall } }: { evaluation: { ndcg: number; recall: number } }) {
  return { ndcg, recall };
}

const ignore = (): void => undefined;
