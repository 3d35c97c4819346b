export interface FitQuality {
  readonly rocAuc: number;
  readonly logLoss: number;
}

/** What the chosen kind of model reaches after learning from some of the rows; before calibration. */
export interface LearningPoint {
  readonly rows: number;
  readonly train: FitQuality;
  readonly test: FitQuality;
}
