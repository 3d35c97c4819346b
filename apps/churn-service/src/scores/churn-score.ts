/** Score of one user, with what it was made from. */
export interface ChurnScore {
  readonly userId: string;
  /** Of no event of the activity kinds in the label window; calibrated. */
  readonly probability: number;
  /** In the order of the version's catalogue; empty where they were dropped, see `dropOldFeatures`. */
  readonly features: Float32Array;
}

/** Scores of some users, one entry a user. */
export interface ScoreTable {
  readonly userIds: BigInt64Array;
  /** Log-odds of the probabilities. */
  readonly margins: Float64Array;
  /** users x features. */
  readonly features: Float32Array;
}
