import { decodeClassifier, fitVennAbers, logLoss, sigmoid } from '#ml';
import type { VennAbersFit } from '#ml';
import { calibratedMargins, fitCalibrator, logit } from '../model/calibrator.js';
import type { Calibrator } from '../model/calibrator.js';
import type { FittedModel } from './fit-model.js';
import type { TrainingTask } from './training-task.js';

/** A fitted model, calibrated, with what it says of all users: plain data that can be sent between threads. */
export interface CalibratedModel {
  readonly fitted: FittedModel;
  readonly calibrator: Calibrator;
  readonly because: string;
  /** Bounds of a probability by the score, from calibration and test users. */
  readonly vennAbers: VennAbersFit;
  /** Before and after calibration, one a user. */
  readonly uncalibrated: Float64Array;
  readonly probabilities: Float64Array;
  /** Of the validation users, on whom one of the models is chosen. */
  readonly validation: { readonly probabilities: Float64Array; readonly labels: Uint8Array };
  readonly validationLogLoss: number;
}

/** Learns the calibration from the calibration users alone. */
export function calibrateModel({ data, x, sides }: TrainingTask, fitted: FittedModel): CalibratedModel {
  const classifier = decodeClassifier(fitted.bytes);
  const scores = classifier.scores(x);
  const margins = classifier.scale === 'margin' ? scores : scores.map(logit);
  const labelsOf = (rows: Int32Array) => Uint8Array.from(rows, (row) => data.labels[row]!);
  const { calibrator, because } = fitCalibrator(
    Float64Array.from(sides.calibration, (row) => margins[row]!),
    labelsOf(sides.calibration),
    data.seed,
  );
  const held = Int32Array.from([...sides.calibration, ...sides.test]);
  const vennAbers = fitVennAbers(
    Float64Array.from(held, (row) => scores[row]!),
    labelsOf(held),
  );
  const probabilities = calibratedMargins(calibrator, margins).map(sigmoid);
  const validation = {
    probabilities: Float64Array.from(sides.validation, (row) => probabilities[row]!),
    labels: labelsOf(sides.validation),
  };
  return {
    fitted,
    calibrator,
    because,
    vennAbers,
    uncalibrated: margins.map(sigmoid),
    probabilities,
    validation,
    validationLogLoss: logLoss(validation.probabilities, validation.labels),
  };
}
