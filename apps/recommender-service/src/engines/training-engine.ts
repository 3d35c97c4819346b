import type { SparseRows } from '#ml';

/** The settings of a fit that may differ from one version to the next. */
export interface FitParameters {
  factors: number;
  /** Most iterations. */
  iterations: number;
  cgSteps: number;
  alpha: number;
  regularization: number;
  frequencyExponent: number;
  /** A fit ends when an iteration lowers the loss by less than this share of it; 0 never ends early. */
  leastGain: number;
  seed: number;
}

/** Vectors in float32, as they are served, row by row in the order of the matrix. */
export interface TrainedFactors {
  factors: number;
  userFactors: Float32Array;
  songFactors: Float32Array;
}

/** How a fit went. */
export interface FitTrace {
  iterations: number;
  /** Loss after each iteration; empty when no early end was asked for, since a loss costs a tenth of an iteration. */
  losses: number[];
  /** SHA-256 of the user vectors followed by the song vectors. */
  factorsSha256: string;
}

export type Fit = TrainedFactors & { trace: FitTrace };

/**
 * Makes factors of a matrix. Everything else of a retrain (split, evaluation, gate, artefact) takes the factors as they are and does
 * not know where they were computed: in this process, or by another program.
 */
export interface TrainingEngine {
  /**
   * @param liked users x songs with weights above 0.
   * @param onShare hears the share of the fit that is done, 0 to 1.
   * @returns one vector for each row and each column of the matrix; the same for the same matrix and parameters.
   */
  fit(liked: SparseRows, parameters: FitParameters, onShare: (share: number) => void): Promise<Fit>;
}
