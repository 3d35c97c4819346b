export { SeededRandom } from './random/seeded-random.js';
export { takeRows } from './linalg/dense-matrix.js';
export type { DenseMatrix } from './linalg/dense-matrix.js';
export { sigmoid } from './linear/sigmoid.js';
export {
  fitLogisticRegression,
  logisticMargins,
  logisticProbabilities,
} from './linear/logistic-regression.js';
export type {
  LogisticFit,
  LogisticModel,
  LogisticOptions,
  LogisticSolver,
} from './linear/logistic-regression.js';
export { linearBaseMargin, linearContributions } from './explain/linear-contributions.js';
export { applyIsotonic, fitIsotonic } from './calibration/isotonic.js';
export type { IsotonicFit } from './calibration/isotonic.js';
export { rocAuc, rocCurve, thinRocCurve } from './evaluation/roc.js';
export type { RocCurve } from './evaluation/roc.js';
export { accuracy, brierScore, confusionMatrix, logLoss } from './evaluation/classification.js';
export type { ConfusionMatrix } from './evaluation/classification.js';
export { splitByUser } from './evaluation/split-by-user.js';
export type { UserSplit } from './evaluation/split-by-user.js';
export type { SparseRows } from './factors/sparse-rows.js';
export { sparseRowsFromTriples, transpose } from './factors/sparse-rows.js';
export type { AlsObjective, RendleParameters } from './factors/als-objective.js';
export { alsLoss, objectiveFromRendle, rendleFromObjective } from './factors/als-objective.js';
export type { AlsSolver } from './factors/als-half-sweep.js';
export { alsHalfSweep } from './factors/als-half-sweep.js';
export type { AlsFactors, AlsParameters, AlsWatch } from './factors/implicit-als.js';
export { DEFAULT_ALS_PARAMETERS, TrainingStopped, trainImplicitAls } from './factors/implicit-als.js';
export type { RankedIndices } from './factors/top-k.js';
export { TopK, topKByInnerProduct } from './factors/top-k.js';
export type { MeanRankingMetrics, RankingMetrics } from './evaluation/ranking.js';
export { RankingEvaluation, rankingMetrics } from './evaluation/ranking.js';
