import { decodeClassifier, logLoss, sigmoid } from '#ml';
import type { Classifier, DenseMatrix } from '#ml';
import { calibrated, dealt, fitCalibration } from '../model/calibration.js';
import type { Calibration } from '../model/calibration.js';
import { logit } from '../model/calibrator.js';
import type { FittedModel } from './fit-model.js';
import { labelsOf, taken } from './taken-rows.js';
import type { TrainingTask } from './training-task.js';

/** A fitted model, calibrated, with what it says of all users: plain data that can be sent between threads. */
export interface CalibratedModel {
  readonly fitted: FittedModel;
  readonly calibration: Calibration;
  readonly because: string;
  /** Before and after calibration, one a user. */
  readonly uncalibrated: Float64Array;
  readonly probabilities: Float64Array;
  /** Of the validation users, on whom one of the models is chosen. */
  readonly validation: { readonly probabilities: Float64Array; readonly labels: Uint8Array };
  readonly validationLogLoss: number;
}

/** Learns the calibration from the calibration users alone. */
export function calibrateModel({ data, x, sides }: TrainingTask, fitted: FittedModel): CalibratedModel {
  const margins = marginsOf(decodeClassifier(fitted.bytes), x);
  const held = { margins: taken(margins, sides.calibration), labels: labelsOf(data, sides.calibration) };
  const { because, calibration } = fitCalibration(dealt(held), data.seed);
  const probabilities = calibrated(calibration, margins).map(sigmoid);
  const validation = {
    probabilities: taken(probabilities, sides.validation),
    labels: labelsOf(data, sides.validation),
  };
  return {
    fitted,
    calibration,
    because,
    uncalibrated: margins.map(sigmoid),
    probabilities,
    validation,
    validationLogLoss: logLoss(validation.probabilities, validation.labels),
  };
}

/** Log-odds before calibration. */
export function marginsOf(classifier: Classifier, x: DenseMatrix): Float64Array {
  const scores = classifier.scores(x);
  return classifier.scale === 'margin' ? scores : scores.map(logit);
}
