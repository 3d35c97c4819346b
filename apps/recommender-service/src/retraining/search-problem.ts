import type { SparseRows } from '#ml';
import { blend, factorsAlone, factorSpread, spreadRatio } from '../engines/fit-model.js';
import { withPopularity } from '../engines/popular-term.js';
import type { Fit, TrainedModel, TrainingEngine } from '../engines/training-engine.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../evaluation/hold-out.js';
import type { RankingTask } from '../evaluation/hold-out.js';
import { modelRanker, popularityRanker } from '../evaluation/rankers.js';
import { scoreBlends } from '../evaluation/score-blends.js';
import { scoreRanker } from '../evaluation/score-ranker.js';
import type { ListScore } from '../evaluation/score-ranker.js';
import { buildInteractionMatrix, countListeners, songIdsOf } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { recentBySong } from '../model/popularity.js';
import type { RecentListeners } from '../model/popularity.js';
import type {
  FitParameters,
  ItemParameters,
  SearchedParameters,
  TrainingParameters,
} from '../engines/training-parameters.js';

/** Above so many liked pairs attempts are fitted with fewer iterations. */
const MANY_PAIRS = 3_000_000;
/** Parameters are distinguished by then. */
const FEWER_ITERATIONS = 5;

/** What an attempt may cost. */
export interface SearchLimits {
  /** The clock, in milliseconds. */
  now: () => number;
  /** Of one evaluation: it ends with the users that it has by then. */
  evaluationSeconds: number;
  /** Users of whom each evaluation has the lists, whatever it takes. */
  leastUsers: number;
}

/** A model of the present parameters, in its parts. */
export interface PresentModel {
  fit: Fit;
  fitSeconds: number;
  /** Null where item weights have no share. */
  weights: SparseRows | null;
  score: ListScore;
}

/** One cut in time: what attempts are fitted on, and the songs that they are to find. */
export class SearchProblem {
  readonly early: InteractionMatrix;
  private tasks: readonly RankingTask[];
  /** Of users drawn next, for what more of them have to decide. */
  private readonly further: readonly RankingTask[];
  private readonly listeners: Uint32Array;
  /** Of the scores of factors, see {@link factorSpread}. */
  private readonly spreads = new WeakMap<Fit, number>();

  /** @param like asks the same: users, and songs to be found. Default: what the table holds of them. */
  constructor(
    private readonly table: PairTable,
    private readonly recent: ReadonlyMap<number, RecentListeners>,
    private readonly start: TrainingParameters,
    private readonly plan: EvaluationPlan,
    private readonly engine: TrainingEngine,
    private readonly limits: SearchLimits,
    like?: SearchProblem,
  ) {
    this.listeners = like?.listeners ?? countListeners(table, table.earlyWeights);
    this.early = buildInteractionMatrix(table, 'early', start.minListeners, this.listeners);
    const asked = like === undefined ? heldOutQuestion(table, this.early, plan) : null;
    this.tasks = asked?.tasks ?? like!.tasks;
    this.further = asked?.further ?? like!.further;
  }

  /** The same questions to models of pairs that weigh otherwise; null where there are others meanwhile. */
  weighed(table: PairTable): SearchProblem | null {
    // Pairs come in any order.
    const isSame = (['userIds', 'songIds'] as const).every(
      (column) => Buffer.compare(bytesOf(table[column]), bytesOf(this.table[column])) === 0,
    );
    const { recent, start, plan, engine, limits } = this;
    return isSame ? new SearchProblem(table, recent, start, plan, engine, limits, this) : null;
  }

  get evaluatedUsers(): number {
    return this.tasks.length;
  }

  /** Whether more users are drawn than each evaluation asks. */
  get hasMoreUsers(): boolean {
    return this.further.length > 0;
  }

  /** The factors of an attempt; null where its first iterations show that it would take too long. */
  async fit(parameters: SearchedParameters, mostSeconds: number): Promise<Fit | null> {
    const started = this.limits.now();
    let secondsOnce = 0;
    const onShare = (share: number): void => {
      const seconds = (this.limits.now() - started) / 1000;
      if (share === 0) secondsOnce = seconds;
      else if (secondsOnce + (seconds - secondsOnce) / share > mostSeconds) throw new TakesTooLong();
    };
    try {
      return await this.engine.fit(this.early.liked, this.fitParameters(parameters), onShare);
    } catch (error) {
      if (error instanceof TakesTooLong) return null;
      throw error;
    }
  }

  /** Null where they would take too long. */
  async itemWeights(parameters: ItemParameters, mostSeconds: number): Promise<SparseRows | null> {
    return await this.engine.itemWeights(this.early.liked, parameters, mostSeconds);
  }

  /** A whole model; null where it would take too long. */
  async evaluate(parameters: SearchedParameters, mostSeconds: number): Promise<PresentModel | null> {
    const started = this.limits.now();
    const fit = await this.fit(parameters, mostSeconds);
    if (fit === null) return null;
    const fitSeconds = (this.limits.now() - started) / 1000;
    const hasItems = parameters.itemShare > 0;
    const weights = hasItems ? await this.itemWeights(parameters, mostSeconds - fitSeconds) : null;
    if (hasItems && weights === null) return null;
    return { fit, fitSeconds, weights, score: this.scoreWhole({ fit, weights }, parameters) };
  }

  /** Both parts as the parameters blend them, with recent popularity. */
  scoreWhole(
    { fit, weights }: Pick<PresentModel, 'fit' | 'weights'>,
    { itemShare, popularityWeight, popularityDays }: SearchedParameters,
  ): ListScore {
    const { liked } = this.early;
    const parts =
      weights === null || itemShare === 0
        ? factorsAlone(liked.columns)
        : blend(weights, this.ratioOf(fit, weights), itemShare);
    const recent = this.recent.get(popularityDays);
    const model = { ...fit, ...parts };
    if (recent === undefined || popularityWeight === 0) return this.score(model);
    const songIds = songIdsOf({ table: this.table, matrix: this.early });
    return this.score(withPopularity(model, liked, recentBySong(recent, songIds), popularityWeight));
  }

  scoreFactors(fit: Fit): ListScore {
    return this.score({ ...fit, ...factorsAlone(this.early.liked.columns) });
  }

  /** Item weights alone. @param fit any factors: they have no share */
  scoreItems(fit: Fit, weights: SparseRows): ListScore {
    return this.score({ ...fit, ...blend(weights, 1, 1) });
  }

  /** For each share of the item weights; fewer users where the time ends, and none at all where it has ended. */
  scoreBlends(
    factors: Fit,
    weights: SparseRows,
    shares: readonly number[],
    hasTime: () => boolean,
  ): ListScore[] {
    return this.blendsOf({ factors, weights }, shares, this.tasks, hasTime);
  }

  /** The same by more users, the same ones first. */
  scoreByMore(
    factors: Fit,
    weights: SparseRows,
    shares: readonly number[],
    hasTime: () => boolean,
  ): ListScore[] {
    return this.blendsOf({ factors, weights }, shares, [...this.tasks, ...this.further], hasTime);
  }

  private blendsOf(
    { factors, weights }: { factors: Fit; weights: SparseRows },
    shares: readonly number[],
    tasks: readonly RankingTask[],
    hasTime: () => boolean,
  ): ListScore[] {
    if (shares.length === 0 || !hasTime()) return [];
    const { liked } = this.early;
    const parts = { factors, weights, ratio: this.ratioOf(factors, weights), liked };
    const goesOn = (done: number): boolean => done < this.limits.leastUsers || hasTime();
    return scoreBlends(parts, shares, tasks, this.plan.k, goesOn);
  }

  private ratioOf(factors: Fit, weights: SparseRows): number {
    const { liked } = this.early;
    const spread = this.spreads.get(factors) ?? factorSpread(factors, liked);
    this.spreads.set(factors, spread);
    return spreadRatio(factors, weights, liked, spread);
  }

  /** Of an evaluation that begins now. */
  hasTime(): () => boolean {
    const { now, evaluationSeconds } = this.limits;
    const end = now() + 1000 * evaluationSeconds;
    return () => now() < end;
  }

  popularity(): ListScore {
    return scoreRanker(popularityRanker(this.early.listeners), this.tasks, this.plan.k);
  }

  /** Where an evaluation takes too long, it and those after it have the first users alone. */
  private score(model: TrainedModel): ListScore {
    const hasTime = this.hasTime();
    const found = scoreRanker(
      modelRanker(model, this.early.liked),
      this.tasks,
      this.plan.k,
      (done) => done < this.limits.leastUsers || hasTime(),
    );
    this.tasks = this.tasks.slice(0, found.ofUsers.length);
    return found;
  }

  private fitParameters(parameters: SearchedParameters): FitParameters {
    const fit = { ...this.start, ...parameters };
    const isLarge = this.early.liked.indices.length > MANY_PAIRS;
    return isLarge ? { ...fit, iterations: Math.min(FEWER_ITERATIONS, fit.iterations) } : fit;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Ends a fit from within. */
class TakesTooLong extends Error {}
