import type { SparseRows } from '#ml';
import { blend, fitModel, modelOf, spreadRatio } from '../engines/fit-model.js';
import type { Fit, FitParameters, TrainedModel, TrainingEngine } from '../engines/training-engine.js';
import { fitParametersOf, searchedParametersOf } from '../engines/training-parameters.js';
import type { SearchedParameters, TrainingParameters } from '../engines/training-parameters.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { columnsOf, heldOutUsers, rankingTasks } from '../evaluation/hold-out.js';
import { randomHoldOut } from '../evaluation/random-hold-out.js';
import { modelRanker, popularityRanker } from '../evaluation/rankers.js';
import type { RankingTask } from '../evaluation/hold-out.js';
import { sampleUsers } from '../evaluation/sample-users.js';
import { popularOrder } from '../model/popularity.js';
import { scoreBlends } from '../evaluation/score-blends.js';
import { scoreRanker } from '../evaluation/score-ranker.js';
import type { ListScore } from '../evaluation/score-ranker.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { ItemAttempt } from './search-items.js';
import { bestAttempt } from './search-parameters.js';
import type { Attempt, SearchSpace } from './search-parameters.js';

export interface SearchTask {
  /**
   * The same pairs weighed with each half-life; none of an event after the validation days. The first is that
   * of the start.
   */
  tables: { halfLifeDays: number; table: PairTable }[];
  start: TrainingParameters;
  space: Pick<SearchSpace, 'attempts' | 'mostFactors' | 'seed'> & { seconds: number };
  plan: EvaluationPlan;
  /** With more liked pairs than this factors are first tried on the users of about so many. */
  mostScreened?: number;
}

/** A candidate that was fitted once more, on nearly all pairs of all days that the search may see. */
export interface ConfirmedAttempt extends Attempt {
  /** On the songs that were held out of this second fit. */
  larger: ListScore;
}

/** A quarter of what a search of 800,000 pairs has, in which the best parameters were seen to be the same. */
const MOST_SCREENED = 200_000;
/** Parameters are distinguished by then; what goes on is fitted to the end. */
const SCREEN_ITERATIONS = 5;
/**
 * Where factors are tried on a sample, item weights are tried for so many songs of the most listeners: others
 * are hardly in any list.
 */
const SCREENED_SONGS = 10_000;
/** There blends are ranked for so many users first. */
const SCREENED_USERS = 400;
const BLENDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** What all attempts of a search have in common: pairs, users and the way they are evaluated. */
export class SearchSession {
  readonly early: InteractionMatrix;
  private readonly matrices: Map<number, InteractionMatrix>;
  /** By half-life, the liked pairs of a sample of users; null where there are few enough. */
  private readonly samples: Map<number, SparseRows> | null;
  private readonly tasks: RankingTask[];
  private readonly known = new Map<string, Attempt>();
  /** The best attempt at factors alone, with its vectors. */
  private best: { key: string; fit: Fit; ndcg: number } | null = null;
  private readonly larger = new Map<number, ReturnType<typeof randomHoldOut>>();

  constructor(
    private readonly task: SearchTask,
    private readonly engine: TrainingEngine,
  ) {
    const { tables, start, plan, mostScreened = MOST_SCREENED } = task;
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
    const sample = { mostEntries: mostScreened, leastEntries: start.minListeners, seed: plan.seed };
    this.samples =
      this.early.liked.indices.length <= 1.5 * mostScreened
        ? null
        : new Map([...this.matrices].map(([days, { liked }]) => [days, sampleUsers(liked, users, sample)]));
  }

  /** Whether factors are tried on a sample of users first. */
  get screens(): boolean {
    return this.samples !== null;
  }

  matrix(halfLifeDays: number): InteractionMatrix {
    const matrix = this.matrices.get(halfLifeDays);
    if (matrix === undefined) throw new Error(`no pairs were read with a half-life of ${halfLifeDays} days`);
    return matrix;
  }

  /** What {@link screen} fits. */
  screened(halfLifeDays: number): SparseRows {
    return this.samples?.get(halfLifeDays) ?? this.matrix(halfLifeDays).liked;
  }

  /** The factors of an attempt. */
  async fit(parameters: SearchedParameters): Promise<Fit> {
    if (this.best?.key === keyOf(parameters)) return this.best.fit;
    const { liked } = this.matrix(parameters.halfLifeDays);
    return await this.engine.fit(liked, this.fitParameters(parameters), ignore);
  }

  /** The same parameters are tried once. */
  async attempt(parameters: SearchedParameters): Promise<Attempt> {
    const key = keyOf(parameters);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { liked } = this.matrix(parameters.halfLifeDays);
    const fit = await fitModel(this.engine, liked, this.fitParameters(parameters), ignore);
    const attempt = { parameters, ...this.score(fit, liked) };
    this.known.set(key, attempt);
    if (parameters.itemShare === 0 && attempt.ndcg > (this.best?.ndcg ?? -1)) {
      this.best = { key, fit, ndcg: attempt.ndcg };
    }
    return attempt;
  }

  /**
   * An attempt on the sample, with fewer iterations: to be compared with its like alone. Without a sample,
   * {@link attempt}.
   */
  async screen(parameters: SearchedParameters): Promise<Attempt> {
    if (this.samples === null) return await this.attempt(parameters);
    const { start } = this.task;
    const iterations = Math.min(SCREEN_ITERATIONS, start.iterations);
    const fit = { ...this.fitParameters(parameters), iterations };
    const liked = this.screened(parameters.halfLifeDays);
    const model = await fitModel(this.engine, liked, fit, ignore);
    return { parameters, ...this.score(model, liked) };
  }

  /** Songs that item weights are tried for; undefined: all. */
  screenedSongs(halfLifeDays: number): Int32Array | undefined {
    if (this.samples === null) return undefined;
    return popularOrder(this.matrix(halfLifeDays).listeners).slice(0, SCREENED_SONGS).sort();
  }

  /** Item weights of all songs by the best parameters that there is time for; empty when there is none for any. */
  async itemFinalists(
    tried: readonly ItemAttempt[],
    best: SearchedParameters,
    fit: Fit,
    secondsLeft: () => number,
  ): Promise<ItemAttempt[]> {
    const { liked } = this.matrix(best.halfLifeDays);
    for (const { parameters } of tried.toSorted((a, b) => b.ndcg - a.ndcg)) {
      const weights = await this.engine.itemWeights(liked, parameters, { mostSeconds: secondsLeft() });
      if (weights === null) continue;
      return [{ parameters, weights, ...this.score({ ...fit, ...blend(weights, 1, 1) }, liked) }];
    }
    return [];
  }

  score(model: TrainedModel, liked: SparseRows): ListScore {
    return scoreRanker(modelRanker(model, liked), this.tasks, this.task.plan.k);
  }

  /** Blends of a fit with item weights; empty when there was no time for them. */
  blends(
    best: SearchedParameters,
    factors: Fit,
    { weights, parameters }: ItemAttempt,
    hasTime: () => boolean,
  ): Attempt[] {
    const { liked } = this.matrix(best.halfLifeDays);
    const parts = { factors, weights, ratio: spreadRatio(factors, weights, liked), liked };
    const { k } = this.task.plan;
    const score = (shares: readonly number[], tasks: readonly RankingTask[]) =>
      scoreBlends(parts, shares, tasks, k, hasTime) ?? [];
    // The best share of some users and those next to it, for all users.
    const some = this.screens ? score(BLENDS, this.tasks.slice(0, SCREENED_USERS)) : [];
    const top = some.indexOf(bestAttempt(some.length > 0 ? some : [{ ndcg: 0, recall: 0 }]));
    const shares = top === -1 ? BLENDS : BLENDS.slice(Math.max(0, top - 1), top + 2);
    return score(shares, this.tasks).map((found, n) => ({
      parameters: { ...best, ...parameters, itemShare: shares[n]! },
      ...found,
    }));
  }

  /**
   * Fits a candidate on all days of the tables, but for a fifth of the songs of some users; null where its
   * item weights would take too long.
   */
  async confirm(candidate: Attempt, secondsLeft: number): Promise<ConfirmedAttempt | null> {
    const { halfLifeDays, itemShare } = candidate.parameters;
    const { rest, tasks } = this.largerHoldOut(halfLifeDays);
    const parameters = this.fitParameters(candidate.parameters);
    const weights =
      itemShare === 0
        ? null
        : await this.engine.itemWeights(rest.liked, parameters, { mostSeconds: secondsLeft });
    if (itemShare > 0 && weights === null) return null;
    const fit = await this.engine.fit(rest.liked, parameters, ignore);
    const ranker = modelRanker(modelOf(fit, weights, rest.liked, itemShare), rest.liked);
    return { ...candidate, larger: scoreRanker(ranker, tasks, this.task.plan.k) };
  }

  /** Popularity on the same users, and how much there was to learn from. */
  facts(): { popularity: ListScore; evaluatedUsers: number; likedPairs: number } {
    const ranker = popularityRanker(this.early.listeners);
    return {
      popularity: scoreRanker(ranker, this.tasks, this.task.plan.k),
      evaluatedUsers: this.tasks.length,
      likedPairs: this.task.tables[0]!.table.weights.reduce((sum, weight) => sum + Number(weight > 0), 0),
    };
  }

  private largerHoldOut(halfLifeDays: number): ReturnType<typeof randomHoldOut> {
    const { start, plan, tables } = this.task;
    const known = this.larger.get(halfLifeDays);
    if (known !== undefined) return known;
    const { table } = tables.find((other) => other.halfLifeDays === halfLifeDays)!;
    const made = randomHoldOut(buildInteractionMatrix(table, 'all', start.minListeners), plan);
    this.larger.set(halfLifeDays, made);
    return made;
  }

  private fitParameters(parameters: SearchedParameters): FitParameters {
    return fitParametersOf({ ...this.task.start, ...parameters });
  }
}

function keyOf(parameters: SearchedParameters): string {
  return JSON.stringify(searchedParametersOf(parameters));
}

const ignore = (): void => undefined;
