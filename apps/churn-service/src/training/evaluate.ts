import type { ChurnEvaluationDto } from './churn-report.dto.js';
import { evaluateBaselines, recencyRule } from '../model-quality/baselines.js';
import { churnCurves } from '../model-quality/curves.js';
import { divideUsers } from '../model-quality/divide-users.js';
import {
  drawMeasures,
  evaluateProbabilities,
  gainOver,
  measureIntervals,
  bestF1Threshold,
} from '../model-quality/metrics.js';
import { measureSlices } from '../model-quality/slices.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { baselineSide } from './baseline-side.js';
import { splitOf } from './evaluated-artefact.js';
import type { ChosenModel } from './choose.js';
import { evaluateHorizons } from './evaluate-horizons.js';
import { explainTestUsers, importanceOf } from './explain-models.js';
import { labelsOf, taken } from './rows.js';
import type { TrainingTask } from './prepare.js';
import { calibrationReport, expectedCalibrationError, logLoss } from '#ml';
import type { CalibrationDto, ModelReportDto } from './model-report.dto.js';
import type { DrawnMeasures } from '../model-quality/metrics.js';
import type { CalibratedModel } from './calibrate.js';

/** Evaluates all models on the test users, the chosen one in detail. */
export function evaluateModels(
  task: TrainingTask,
  { models, chosen, because, horizons }: ChosenModel,
  artefact: ChurnArtefact,
): ChurnEvaluationDto {
  const { data, catalogue, sides } = task;
  const baselineSides = {
    train: baselineSide(catalogue, data, sides.train),
    validation: baselineSide(catalogue, data, sides.validation),
    test: baselineSide(catalogue, data, sides.test),
  };
  const recency = recencyRule(baselineSides.train)(baselineSides.test);
  const { labels, daysSinceLastEvent } = baselineSides.test;
  const ofRecency = drawMeasures(recency.probabilities, labels, data, recency.ranking);
  const reports = models.map((model) =>
    reportModel(task, model, { chosen: model === chosen, recency: ofRecency }),
  );
  const report = reports[models.indexOf(chosen)]!;
  const onTest = taken(chosen.probabilities, sides.test);
  const divisions = divideUsers(catalogue, data.values, sides.test);
  return {
    model: report.model,
    chosenBecause: because,
    split: splitReport(task),
    snapshots: data.snapshots,
    threshold: report.metrics.test.atThreshold.threshold,
    resamples: data.resamples,
    metrics: report.metrics,
    intervals: report.intervals,
    gainOverRecency: report.gainOverRecency,
    models: reports,
    baselines: evaluateBaselines(baselineSides),
    calibration: report.calibration,
    horizons: evaluateHorizons(task, { chosen, horizons }),
    curves: churnCurves(onTest, labels),
    slices: measureSlices(divisions, {
      labels,
      probabilities: onTest,
      daysSinceLastEvent,
      recencyProbabilities: recency.probabilities,
      draws: data,
    }),
    importance: importanceOf(task, models, chosen),
    effects: explainTestUsers(task, artefact),
  };
}

function splitReport({ data, sides }: TrainingTask): ChurnEvaluationDto['split'] {
  const { train, validation, calibration, test } = sides;
  return {
    ...splitOf(data),
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
    labels: labelsOf(data, rows),
  });
  const [train, validation, test] = [on(sides.train), on(sides.validation), on(sides.test)];
  const threshold = bestF1Threshold(validation.probabilities, validation.labels);
  const drawn = drawMeasures(test.probabilities, test.labels, data);
  return {
    model: model.fitted.kind,
    chosen,
    validationLogLoss: model.validationLogLoss,
    metrics: {
      train: evaluateProbabilities(train.probabilities, train.labels, { threshold }),
      test: evaluateProbabilities(test.probabilities, test.labels, { threshold }),
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
  { probabilities, labels }: { probabilities: Float64Array; labels: Uint8Array },
  before: Float64Array,
  { users, seed }: { users: number; seed: number },
): CalibrationDto {
  return {
    method: calibrator.method,
    because,
    users,
    ...calibrationReport(probabilities, labels, { seed }),
    before: { ece: expectedCalibrationError(before, labels), logLoss: logLoss(before, labels) },
  };
}
