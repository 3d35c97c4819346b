import type { SparseRows } from '#ml';
import { blend, factorsAlone, fitModel, spreadRatio } from '../engines/fit-model.js';
import type { Fit, TrainedModel, TrainingEngine } from '../engines/training-engine.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../evaluation/hold-out.js';
import type { RankingTask } from '../evaluation/hold-out.js';
import { modelRanker, popularityRanker } from '../evaluation/rankers.js';
import { scoreBlends } from '../evaluation/score-blends.js';
import { scoreRanker } from '../evaluation/score-ranker.js';
import type { ListScore } from '../evaluation/score-ranker.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
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

/** One cut in time: what attempts are fitted on, and the songs that they are to find. */
export class SearchProblem {
  readonly early: InteractionMatrix;
  private readonly tasks: RankingTask[];

  constructor(
    table: PairTable,
    private readonly start: TrainingParameters,
    private readonly plan: EvaluationPlan,
    private readonly engine: TrainingEngine,
  ) {
    this.early = buildInteractionMatrix(table, 'early', start.minListeners);
    this.tasks = heldOutQuestion(table, this.early, plan).tasks;
  }

  get evaluatedUsers(): number {
    return this.tasks.length;
  }

  /** The factors of an attempt. */
  async fit(parameters: SearchedParameters): Promise<Fit> {
    return await this.engine.fit(this.early.liked, this.fitParameters(parameters), ignore);
  }

  /** Null where they would take too long. */
  async itemWeights(parameters: ItemParameters, mostSeconds: number): Promise<SparseRows | null> {
    return await this.engine.itemWeights(this.early.liked, parameters, mostSeconds);
  }

  /** What a model of these parameters finds. */
  async evaluate(parameters: SearchedParameters): Promise<ListScore> {
    return this.score(await fitModel(this.engine, this.early.liked, this.fitParameters(parameters), ignore));
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
    const { liked } = this.early;
    const parts = { factors, weights, ratio: spreadRatio(factors, weights, liked), liked };
    return scoreBlends(parts, shares, this.tasks, this.plan.k, hasTime);
  }

  popularity(): ListScore {
    return scoreRanker(popularityRanker(this.early.listeners), this.tasks, this.plan.k);
  }

  private score(model: TrainedModel): ListScore {
    return scoreRanker(modelRanker(model, this.early.liked), this.tasks, this.plan.k);
  }

  private fitParameters(parameters: SearchedParameters): FitParameters {
    const fit = { ...this.start, ...parameters };
    const isLarge = this.early.liked.indices.length > MANY_PAIRS;
    return isLarge ? { ...fit, iterations: Math.min(FEWER_ITERATIONS, fit.iterations) } : fit;
  }
}

const ignore = (): void => undefined;
