export { SeededRandom } from './random/seeded-random.js';
export { takeRows } from './linalg/dense-matrix.js';
export type { DenseMatrix } from './linalg/dense-matrix.js';
export { sigmoid } from './linear/sigmoid.js';
export { fitLogisticRegression, logisticMargins } from './linear/logistic-regression.js';
export type {
  LogisticFit,
  LogisticModel,
  LogisticOptions,
  LogisticSolver,
} from './linear/logistic-regression.js';
export { linearBaseMargin, linearContributions } from './explain/linear-contributions.js';
export { applyIsotonic, fitIsotonic } from './calibration/isotonic.js';
export type { IsotonicFit } from './calibration/isotonic.js';
export { fitVennAbers, vennAbersInterval, widestBounds } from './calibration/venn-abers.js';
export type { ProbabilityInterval, VennAbersFit } from './calibration/venn-abers.js';
export { rocAuc, rocCurve, thinRocCurve } from './evaluation/roc.js';
export type { RocCurve } from './evaluation/roc.js';
export { brierScore, confusionMatrix, logLoss, lossOf } from './evaluation/classification.js';
export type { ConfusionMatrix } from './evaluation/classification.js';
export { splitByUser } from './evaluation/split-by-user.js';
export type { SparseRows } from './factors/sparse-rows.js';
export { sparseRowsFromTriples, transpose } from './factors/sparse-rows.js';
export type { AlsObjective, Frequency } from './factors/als-objective.js';
export { rowRegularization } from './factors/als-objective.js';
export { ScoreSpread } from './factors/score-spread.js';
export type { RankedIndices } from './factors/top-k.js';
export { scoreRows, TopK } from './factors/top-k.js';
export type { RankingMetrics } from './evaluation/ranking.js';
export { rankingMetrics } from './evaluation/ranking.js';
export type { MetricsAt, RankingSummary } from './evaluation/ranking-tally.js';
export { RankingTally } from './evaluation/ranking-tally.js';
export type { NeighbourOptions } from './neighbours/item-neighbours.js';
export { ItemNeighbours } from './neighbours/item-neighbours.js';
export type { ReachedItems } from './neighbours/linear-items.js';
export { LinearItems, spreadOfReached } from './neighbours/linear-items.js';
export type { LocalRidgeOptions } from './neighbours/local-ridge.js';
export { LocalRidge } from './neighbours/local-ridge.js';
export type { Classifier, ClassifierKind, Explanation } from './classifier/classifier.js';
export { packArrays, unpackArrays } from './classifier/array-bytes.js';
export { assessUplift } from './uplift/assess-uplift.js';
export type { AssessedUplift, UpliftOptions } from './uplift/assess-uplift.js';
export type { CampaignData } from './uplift/campaign-data.js';
export { UPLIFT_LEARNERS } from './uplift/learners.js';
export { decodeClassifier } from './classifier/decode-classifier.js';
export { LogisticClassifier } from './classifier/logistic-classifier.js';
export { TreeClassifier } from './classifier/tree-classifiers.js';
export type { BinningOptions, FeatureBins } from './trees/feature-bins.js';
export { binTable, takeBinnedRows } from './trees/binned-table.js';
export { binnedOutput } from './trees/binned-traversal.js';
export type { BinnedTable } from './trees/binned-table.js';
export { DEFAULT_BOOSTING, trainBoosting } from './trees/gradient-boosting.js';
export type { BoostingFit, BoostingOptions, BoostingTask } from './trees/gradient-boosting.js';
export { DEFAULT_FOREST, trainForest } from './trees/random-forest.js';
export type { ForestOptions, ForestTask } from './trees/random-forest.js';
export { ensembleOutput, ensembleProbabilities } from './trees/predict-ensemble.js';
export type { TreeEnsemble } from './trees/tree-ensemble.js';
export { TreeExplainer } from './explain/tree-contributions.js';
export { permutationImportance } from './explain/permutation-importance.js';
export type { PermutationImportance, PermutationOptions } from './explain/permutation-importance.js';
export { boundedSearch } from './search/bounded-search.js';
export { surfaceSearch } from './search/surface-search.js';
export type { CubePoint } from './search/surface-search.js';
export { anchoredSurvival, hazardRows, survivalOf } from './survival/discrete-hazard.js';
export type { HazardRows } from './survival/discrete-hazard.js';
export { fitSigmoid } from './calibration/platt.js';
export type { SigmoidFit } from './calibration/platt.js';
export {
  calibrationErrorNull,
  calibrationReport,
  calibrationSlope,
  expectedCalibrationError,
  reliabilityBins,
} from './calibration/calibration-measures.js';
export type { CalibrationReport, ReliabilityBin } from './calibration/calibration-measures.js';
export { rankOutcomes, rankingMeasures } from './evaluation/ranked-outcomes.js';
export type { RankedOutcomes, RankingMeasures } from './evaluation/ranked-outcomes.js';
export { liftTable } from './evaluation/lift.js';
export type { LiftPoint } from './evaluation/lift.js';
export { bootstrapInterval, differenceOf, drawValues, intervalOf } from './evaluation/bootstrap.js';
export type { BootstrapOptions, DrawnValues, WeightedStatistic } from './evaluation/bootstrap.js';
export { normalInterval, studentInterval } from './evaluation/interval.js';
export type { Interval } from './evaluation/interval.js';
export { expectedQuality } from './evaluation/expected-quality.js';
export type { ExpectedQuality } from './evaluation/expected-quality.js';
export { nonInferiority } from './evaluation/non-inferiority.js';
export type { NonInferiority } from './evaluation/non-inferiority.js';
export { asymptoticSequence } from './effects/asymptotic-sequence.js';
export { cupedDifference } from './effects/cuped.js';
export { newcombeDifference, relativeLift, smallestVisibleEffect } from './effects/proportions.js';
export type { ArmCounts } from './effects/proportions.js';
export { sampleRatioMismatch } from './effects/sample-ratio.js';
export type { SampleRatio } from './effects/sample-ratio.js';
export { affordableContacts, breakEvenProbability, breakEvenSuccessRate } from './decision/contact-plan.js';
export type { Campaign } from './decision/contact-plan.js';
export { compareDecision, valueCurve } from './decision/value-curve.js';
export type { DecisionCase, DecisionComparison, ValueCurve } from './decision/value-curve.js';
export { binCounts, blurredCounts, referenceBins, stabilityIndex } from './drift/population-stability.js';
export type { ReferenceBins, StabilityIndex } from './drift/population-stability.js';
