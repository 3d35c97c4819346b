import { calibrationReport, expectedCalibrationError, logLoss } from '#ml';
import type { CalibrationDto, ModelReportDto } from './model-report.dto.js';
import { bestF1Threshold } from '../model-quality/best-threshold.js';
import { drawMeasures, evaluateProbabilities, gainOver, measureIntervals } from '../model-quality/metrics.js';
import type { DrawnMeasures } from '../model-quality/metrics.js';
import type { CalibratedModel } from './calibrate.js';
import { labelsOf, taken } from './taken-rows.js';
import type { TrainingTask } from './prepare.js';

/** Evaluates one calibrated model on training and test users; `recency` is how the rule does on the test users. */
export function reportModel(
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
