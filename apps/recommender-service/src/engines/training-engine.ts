import type { OnShare } from '#common/spark';
import type { SparseRows } from '#ml';
import type { ScoreParts } from '../model/song-scorer.js';
import type { ENGINES } from '../recommender.settings.js';
import type { FitTraceDto } from './fit-trace.dto.js';
import type { FitParameters, ItemParameters } from './training-parameters.js';

export type Engine = (typeof ENGINES)[number];

/** Vectors in float32, as they are served, row by row in the order of the matrix. */
export interface TrainedFactors {
  factors: number;
  userFactors: Float32Array;
  songFactors: Float32Array;
}

export type Fit = TrainedFactors & { trace: FitTraceDto };

/** Vectors with all that scores besides. */
export type TrainedModel = TrainedFactors & ScoreParts;

/** Makes factors and item weights of a matrix in memory. */
export interface TrainingEngine {
  /**
   * @param liked users x songs with weights above 0.
   * @param onShare called with the share of the fit that is done, 0 to 1; with 0 when what is done once has been done.
   * @returns one vector for each row and each column of the matrix; the same for the same matrix and parameters.
   */
  fit(liked: SparseRows, parameters: FitParameters, onShare: OnShare): Promise<Fit>;

  /**
   * @param mostSeconds nothing is fitted, and null given, when it would take longer, as far as can be known.
   * Default: however long.
   * @returns songs x songs: row i holds the weights of song i for others, on the scale of a preference of 0 or 1.
   */
  itemWeights(
    liked: SparseRows,
    parameters: ItemParameters,
    mostSeconds?: number,
  ): Promise<SparseRows | null>;
}
