import type { OnShare } from '#common/spark';
import type { SparseRows } from '#ml';
import type { ENGINES, FORMS, FREQUENCIES, ITEM_MODELS } from '../recommender.settings.js';

/** How one song speaks for another. */
export interface ItemParameters {
  itemModel: (typeof ITEM_MODELS)[number];
  /** Share of the item weights in a score: 0 is the factors alone, 1 the item weights alone. */
  itemShare: number;
  /** Neighbours that a song has weights of, nearest by cosine with this shrinkage. */
  itemNeighbours: number;
  itemShrinkage: number;
  /** Of `local-ridge` alone. */
  itemRidge: number;
  /** Of `local-ridge` alone: from 0 to below 1. */
  itemDropout: number;
}

/** The settings of a fit that may differ from one version to the next. */
export interface FitParameters extends ItemParameters {
  form: (typeof FORMS)[number];
  factors: number;
  /** Most iterations. */
  iterations: number;
  cgSteps: number;
  alpha: number;
  regularization: number;
  frequencyExponent: number;
  frequency: (typeof FREQUENCIES)[number];
  /** A fit ends when an iteration lowers the loss by less than this share of it; 0 never ends early. */
  leastGain: number;
  seed: number;
}

export type Engine = (typeof ENGINES)[number];

/** Vectors in float32, as they are served, row by row in the order of the matrix. */
export interface TrainedFactors {
  factors: number;
  userFactors: Float32Array;
  songFactors: Float32Array;
}

/** How a fit went. */
export interface FitTrace {
  engine: Engine;
  iterations: number;
  /** Loss after each iteration; empty when no early end was asked for, since a loss costs a tenth of an iteration. */
  losses: number[];
  /** SHA-256 of the user vectors followed by the song vectors. */
  factorsSha256: string;
}

export type Fit = TrainedFactors & { trace: FitTrace };

/**
 * What scores songs: factorShare x (user vector . song vector) + the sum over the liked songs of a user of
 * their weights for the song. Item neighbours, local ridge and factors are the two ends of it, a blend lies
 * between.
 */
export interface TrainedModel extends TrainedFactors {
  /** 0 to 1. */
  factorShare: number;
  /** Songs x songs: row i holds what having liked song i adds to the score of others. Empty where factors are all. */
  itemWeights: SparseRows;
}

export interface ItemFitBounds {
  /** Nothing is fitted, and null given, when it would take longer, as far as can be known. Default: however long. */
  mostSeconds?: number;
}

/** Makes factors and item weights of a matrix in memory. */
export interface TrainingEngine {
  /**
   * @param liked users x songs with weights above 0.
   * @param onShare called with the share of the fit that is done, 0 to 1.
   * @returns one vector for each row and each column of the matrix; the same for the same matrix and parameters.
   */
  fit(liked: SparseRows, parameters: FitParameters, onShare: OnShare): Promise<Fit>;

  /** @returns songs x songs: row i holds the weights of song i for others, on the scale of a preference of 0 or 1. */
  itemWeights(
    liked: SparseRows,
    parameters: ItemParameters,
    bounds?: ItemFitBounds,
  ): Promise<SparseRows | null>;
}
