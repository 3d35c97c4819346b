import type { ChurnEvaluationDto } from './churn-report.dto.js';
import { baselineSide, evaluateBaselines, recencyRule } from '../measures/baselines.js';
import type { BaselineSide } from '../measures/baselines.js';
import { churnCurves } from '../measures/curves.js';
import { divideUsers } from '../measures/divide-users.js';
import { drawMeasures, gainOver, measureIntervals, metricsOf } from '../measures/prediction-measures.js';
import { measureSlices } from '../measures/slices.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { ChosenModel } from './blend.js';
import { evaluateHorizons } from './evaluate-horizons.js';
import { explainTestUsers } from './explain-models.js';
import { outcomesOf, taken } from './rows.js';
import type { TrainingTask } from './prepare.js';
import { calibrationReport, expectedCalibrationError, logLoss } from '#ml';
import type { CalibrationDto, ModelReportDto } from './model-report.dto.js';
import type { DrawnMeasures, PredictedUsers } from '../measures/prediction-measures.js';
import type { CalibratedModel } from './calibrated-model.js';

/** Evaluates all models on the test users, the chosen one in detail. */
export function evaluateModels(
  task: TrainingTask,
  { models, chosen, because, horizons }: ChosenModel,
  artefact: ChurnArtefact,
): ChurnEvaluationDto {
  const { data, catalogue, sides } = task;
  const [onTrain, onTest] = [sides.train, sides.test].map((rows) => baselineSide(catalogue, data, rows)) as [
    BaselineSide,
    BaselineSide,
  ];
  const recency = recencyRule(onTrain)(onTest);
  const ofRecency = drawMeasures({ ...onTest, ...recency }, data);
  const reports = models.map((model) =>
    reportModel(task, model, { chosen: model === chosen, recency: ofRecency }),
  );
  const report = reports[models.indexOf(chosen)]!;
  const onUsers = { ...onTest, probabilities: taken(chosen.probabilities, sides.test) };
  const divisions = divideUsers(catalogue, data.values, sides.test);
  return {
    model: report.model,
    chosenBecause: because,
    split: splitReport(task),
    snapshots: data.snapshots,
    resamples: data.resamples,
    metrics: report.metrics,
    intervals: report.intervals,
    gainOverRecency: report.gainOverRecency,
    models: reports,
    baselines: evaluateBaselines(onTrain, onTest),
    calibration: report.calibration,
    horizons: evaluateHorizons(task, { chosen, horizons }),
    curves: churnCurves(onUsers),
    slices: measureSlices(divisions, {
      ...onUsers,
      recencyProbabilities: recency.probabilities,
      draws: data,
    }),
    effects: explainTestUsers(task, artefact),
  };
}

function splitReport({ data, sides }: TrainingTask): ChurnEvaluationDto['split'] {
  const { train, validation, calibration, test } = sides;
  return {
    seed: data.seed,
    testShare: data.testShare,
    users: {
      train: train.length,
      validation: validation.length,
      calibration: calibration.length,
      test: test.length,
    },
  };
}

/** Evaluates one calibrated model on training and test users; `recency` is how the rule does on the test users. */
function reportModel(
  { data, sides }: TrainingTask,
  model: CalibratedModel,
  { chosen, recency }: { chosen: boolean; recency: DrawnMeasures },
): ModelReportDto {
  const on = (rows: Int32Array, values = model.probabilities) => ({
    probabilities: taken(values, rows),
    ...outcomesOf(data, rows),
  });
  const [train, test] = [on(sides.train), on(sides.test)];
  const drawn = drawMeasures(test, data);
  return {
    model: model.fitted.kind,
    chosen,
    metrics: {
      train: metricsOf(train),
      test: metricsOf(test),
    },
    intervals: measureIntervals(drawn),
    gainOverRecency: gainOver(drawn, recency),
    calibration: calibrationSummary(model, test, on(sides.test, model.uncalibrated).probabilities, {
      users: sides.calibration.length,
      seed: data.seed,
    }),
    fit: model.fitted.report,
  };
}

function calibrationSummary(
  { calibration: { calibrator }, because }: CalibratedModel,
  { probabilities, labels, weights }: PredictedUsers,
  before: Float64Array,
  { users, seed }: { users: number; seed: number },
): CalibrationDto {
  return {
    method: calibrator.method,
    because,
    users,
    ...calibrationReport(probabilities, labels, seed, weights),
    before: {
      ece: expectedCalibrationError(before, labels, weights),
      logLoss: logLoss(before, labels, weights),
    },
  };
}
