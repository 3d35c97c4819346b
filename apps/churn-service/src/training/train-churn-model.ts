import {
  fitLogisticRegression,
  logisticProbabilities,
  rocCurve,
  splitByUser,
  takeRows,
  thinRocCurve,
} from '#ml';
import type { LogisticFit } from '#ml';
import { baseRateBaseline, recencyBaseline } from '../evaluation/baselines.js';
import type { ChurnEvaluation, Coefficient } from '../evaluation/churn-report.js';
import { evaluateProbabilities } from '../evaluation/evaluate-probabilities.js';
import { featureCatalogue } from '../features/feature-catalogue.js';
import type { FeatureCatalogue } from '../features/feature-catalogue.js';
import { encodeRows, linearEncoding } from '../features/linear-encoding.js';
import type { ChurnDefinition } from '../labels/churn-definition.js';
import { typicalValues } from '../features/typical-values.js';
import type { ChurnArtefact } from '../models/churn-artefact.js';

/** Everything training needs, as plain data that can be sent to a worker thread. */
export interface ChurnTrainingData extends ChurnDefinition {
  readonly snapshotDate: string;
  readonly userIds: BigInt64Array;
  /** users x features in catalogue order, NaN for never. */
  readonly values: Float64Array;
  /** 1 churned, 0 not. */
  readonly labels: Uint8Array;
  readonly seed: number;
  readonly testShare: number;
}

export interface TrainedChurnModel {
  readonly artefact: ChurnArtefact;
  readonly evaluation: ChurnEvaluation;
}

const FEWEST_OF_A_LABEL = 10;
const ROC_POINTS = 200;

/**
 * Of 1, 4, 16, 40 and 100 on generated users: 16 and 40 are best on 20,000 (test log loss 0.3602, plain 0.3605), and with
 * 40 all of eight samples of 1,000 users pass the gate, where plain maximum likelihood fails four.
 */
const SHRINKAGE = 40;

/**
 * Fits the model on the training users and evaluates it on the users held out, beside the baselines. The same data and
 * seed give the same bytes. @throws RangeError when a side of the split holds fewer than ten users of a label
 */
export function trainChurnModel(
  data: ChurnTrainingData,
  onStep: (step: string) => void = () => undefined,
): TrainedChurnModel {
  const catalogue = featureCatalogue(data.featureDays);
  const { train, test } = splitByUser(data.userIds, data);
  const trainLabels = Uint8Array.from(train, (row) => data.labels[row]!);
  const testLabels = Uint8Array.from(test, (row) => data.labels[row]!);
  assertEnough('training', trainLabels);
  assertEnough('test', testLabels);

  onStep('fitting the model');
  const encoded = encodeRows(catalogue, data.values, data.userIds.length);
  const trainRows = takeRows(encoded, train);
  const testRows = takeRows(encoded, test);
  const fit = fitLogisticRegression(trainRows, trainLabels, { shrinkage: SHRINKAGE });

  onStep('evaluating the model');
  const onTest = logisticProbabilities(fit.model, testRows);
  const recency = (rows: Int32Array) => lastEventDays(catalogue, data.values, rows);
  const curve = thinRocCurve(rocCurve(onTest, testLabels), ROC_POINTS);
  return {
    artefact: artefactOf(data, catalogue, fit, typicalValues(catalogue, data.values, train)),
    evaluation: {
      model: 'logistic-regression',
      split: { by: 'user', outOfTime: false, seed: data.seed, testShare: data.testShare },
      metrics: {
        train: evaluateProbabilities(logisticProbabilities(fit.model, trainRows), trainLabels),
        test: evaluateProbabilities(onTest, testLabels),
      },
      baselines: {
        recency: recencyBaseline(
          { daysSinceLastEvent: recency(train), labels: trainLabels },
          { daysSinceLastEvent: recency(test), labels: testLabels },
        ),
        baseRate: baseRateBaseline(trainLabels, testLabels),
      },
      rocCurve: {
        falsePositiveRate: [...curve.falsePositiveRate],
        truePositiveRate: [...curve.truePositiveRate],
        threshold: Array.from(curve.threshold, (value) => (Number.isFinite(value) ? value : null)),
      },
      coefficients: coefficientsOf(catalogue, fit),
      solver: {
        name: fit.solver,
        shrinkage: SHRINKAGE,
        steps: fit.steps,
        converged: fit.converged,
        logLoss: fit.logLoss,
        gradientNorm: fit.gradientNorm,
        expectedGap: fit.expectedGap,
        columns: encoded.columns,
        directions: fit.directions,
      },
    },
  };
}

function assertEnough(side: string, labels: Uint8Array): void {
  const churned = labels.reduce((sum, label) => sum + label, 0);
  const stayed = labels.length - churned;
  if (churned >= FEWEST_OF_A_LABEL && stayed >= FEWEST_OF_A_LABEL) return;
  throw new RangeError(
    `Too few users to train: the ${side} side has ${churned} who churned and ${stayed} who stayed, ` +
      `and needs at least ${FEWEST_OF_A_LABEL} of each. Load more days or more users.`,
  );
}

function lastEventDays(catalogue: FeatureCatalogue, values: Float64Array, rows: Int32Array): Float64Array {
  const width = catalogue.features.length;
  const at = catalogue.features.findIndex(({ name }) => name === 'days_from_last_event');
  return Float64Array.from(rows, (row) => values[row * width + at]!);
}

function artefactOf(
  data: ChurnTrainingData,
  catalogue: FeatureCatalogue,
  { model }: LogisticFit,
  typical: readonly (number | null)[],
): ChurnArtefact {
  return {
    format: 1,
    type: 'logistic-regression',
    snapshotDate: data.snapshotDate,
    featureDays: data.featureDays,
    labelDays: data.labelDays,
    activityKinds: data.activityKinds,
    population: data.population,
    catalogueHash: catalogue.hash,
    columns: linearEncoding(catalogue).map(({ name }) => name),
    intercept: model.intercept,
    weights: [...model.weights],
    means: [...model.means],
    deviations: [...model.deviations],
    typical,
  };
}

function coefficientsOf(catalogue: FeatureCatalogue, { model, standardised }: LogisticFit): Coefficient[] {
  return linearEncoding(catalogue)
    .map(({ name, feature }, j) => ({
      column: name,
      feature: catalogue.features[feature]!.name,
      standardised: standardised[j]!,
      weight: model.weights[j]!,
      mean: model.means[j]!,
      deviation: model.deviations[j]!,
    }))
    .sort((a, b) => Math.abs(b.standardised) - Math.abs(a.standardised));
}
