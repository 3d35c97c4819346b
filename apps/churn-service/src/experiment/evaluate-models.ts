import { evaluateBaselines, recencyRule } from '../metrics/baselines.js';
import { churnCurves } from '../metrics/curves.js';
import { divideUsers } from '../metrics/divide-users.js';
import { heldOutSide } from '../model/held-out.js';
import { measureSlices } from '../metrics/slices.js';
import { typicalValues } from '../model/typical-values.js';
import type { ChurnArtefact, UserSplit } from '../model/churn-artefact.js';
import { calibrateModel } from './calibrated-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import { challengeChampion } from './challenge-champion.js';
import { chooseModel } from './choose-model.js';
import type { FittedModel } from './fit-model.js';
import { importanceOf, riskFactorsOf } from './model-importance.js';
import { reportModel } from './report-model.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import { baselineSide } from './training-task.js';
import type { TrainingTask } from './training-task.js';

/** Calibrates each model on its own users, chooses one on the validation users and evaluates all on the test users. */
export function evaluateModels(task: TrainingTask, fitted: readonly FittedModel[]): TrainedChurnModel {
  const { data, catalogue, sides } = task;
  const models = fitted.map((one) => calibrateModel(task, one));
  const baselineSides = {
    train: baselineSide(task, sides.train),
    validation: baselineSide(task, sides.validation),
    test: baselineSide(task, sides.test),
  };
  const { index, because } = chooseModel(
    models.map(({ fitted: { kind }, probabilities }) => ({
      name: kind,
      probabilities: taken(probabilities, sides.validation),
    })),
    baselineSides.validation.labels,
  );
  const chosen = models[index]!;
  const recency = recencyRule(baselineSides.train)(baselineSides.test);
  const reports = models.map((model) => reportModel(task, model, { chosen: model === chosen, recency }));
  const report = reports[index]!;
  const onTest = taken(chosen.probabilities, sides.test);
  const { labels, daysSinceLastEvent } = baselineSides.test;
  const divisions = divideUsers(catalogue, data.values, sides.test);
  const importance = importanceOf(task, models, chosen);
  return {
    artefact: artefactOf(task, chosen),
    evaluation: {
      model: report.model,
      chosenBecause: because,
      split: splitReport(task),
      threshold: report.metrics.test.atThreshold.threshold,
      resamples: data.resamples,
      metrics: report.metrics,
      intervals: report.intervals,
      gainOverRecency: report.gainOverRecency,
      models: reports,
      baselines: evaluateBaselines(baselineSides, data),
      calibration: report.calibration,
      curves: churnCurves(onTest, labels),
      slices: measureSlices(divisions, {
        labels,
        probabilities: onTest,
        daysSinceLastEvent,
        recencyProbabilities: recency.probabilities,
        draws: data,
      }),
      importance,
      topRiskFactors: riskFactorsOf(task, importance),
      champion: challengeChampion(task, divisions, onTest, labels),
    },
  };
}

function splitOf({ seed, testShare, validationShare, calibrationShare }: UserSplit): UserSplit {
  return { seed, testShare, validationShare, calibrationShare };
}

/** Values of some rows. */
function taken(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

function splitReport({ data, sides }: TrainingTask): TrainedChurnModel['evaluation']['split'] {
  return {
    by: 'user',
    outOfTime: false,
    outOfTimeNote:
      'All sides are of one snapshot. What a model is worth on days after those it learned from stands in outOfTime, where ' +
      'the logs are long enough, and in backtests.',
    ...splitOf(data),
    users: {
      train: sides.train.length,
      validation: sides.validation.length,
      calibration: sides.calibration.length,
      test: sides.test.length,
    },
  };
}

function artefactOf(
  task: TrainingTask,
  { fitted, calibrator, probabilities }: CalibratedModel,
): ChurnArtefact {
  const { data, catalogue, encoding, silence, sides } = task;
  const side = (rows: Int32Array) => {
    const { labels, daysSinceLastEvent } = baselineSide(task, rows);
    return heldOutSide(taken(probabilities, rows), labels, daysSinceLastEvent);
  };
  return {
    model: fitted.kind,
    snapshotDate: data.snapshotDate,
    featureDays: data.featureDays,
    labelDays: data.labelDays,
    activityKinds: data.activityKinds,
    population: data.population,
    catalogueHash: catalogue.hash,
    columns: encoding.columns.map(({ name }) => name),
    silence,
    calibrator,
    split: splitOf(data),
    typical: typicalValues(encoding.quantities, quantitiesOf(task, sides.train)),
    classifier: fitted.bytes,
    heldOut: { validation: side(sides.validation), test: side(sides.test) },
  };
}

/** Values of the quantities of some rows, row by row. */
function quantitiesOf({ data, catalogue, encoding }: TrainingTask, rows: Int32Array): Float64Array {
  const [features, quantities] = [catalogue.features.length, encoding.quantities.length];
  const values = new Float64Array(rows.length * quantities);
  rows.forEach((row, i) => {
    values.set(encoding.valuesOf(data.values.subarray(row * features, (row + 1) * features)), i * quantities);
  });
  return values;
}
