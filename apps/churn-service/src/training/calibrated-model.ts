import { binnedOutput, classifierOf, sigmoid, TreeClassifier } from '#ml';
import type { Classifier, DenseMatrix } from '#ml';
import { calibrated, dealt, fitCalibration } from '../model/calibration.js';
import type { Calibration } from '../model/calibration.js';
import { inLogOdds } from '../model/calibrator.js';
import type { PredictedUsers } from '../model-quality/metrics.js';
import type { FittedModel } from './fit.js';
import { outcomesOf, taken } from './rows.js';
import type { TrainingTask } from './prepare.js';

/** A fitted model, calibrated, with what it says of all users: plain data that can be sent between threads. */
export interface CalibratedModel {
  readonly fitted: FittedModel;
  readonly calibration: Calibration;
  readonly because: string;
  /** Before and after calibration, one a user. */
  readonly uncalibrated: Float64Array;
  readonly probabilities: Float64Array;
  /** Of the validation users, on whom one of the models is chosen. */
  readonly validation: PredictedUsers;
}

/** Learns the calibration from the calibration users alone. */
export function calibrateModel(task: TrainingTask, fitted: FittedModel): CalibratedModel {
  const { data, sides } = task;
  const margins = marginsOfAll(task, classifierOf(fitted.model));
  const held = { margins: taken(margins, sides.calibration), ...outcomesOf(data, sides.calibration) };
  const { because, calibration } = fitCalibration(dealt(held), data.seed);
  const probabilities = calibrated(calibration, margins).map(sigmoid);
  return {
    fitted,
    calibration,
    because,
    uncalibrated: margins.map(sigmoid),
    probabilities,
    validation: {
      probabilities: taken(probabilities, sides.validation),
      ...outcomesOf(data, sides.validation),
    },
  };
}

/** Log-odds before calibration. */
export function marginsOf(classifier: Classifier, x: DenseMatrix): Float64Array {
  return inLogOdds(classifier, classifier.scores(x));
}

/** Those of all rows of the task. */
function marginsOfAll({ x, binned }: TrainingTask, classifier: Classifier): Float64Array {
  if (!(classifier instanceof TreeClassifier)) return marginsOf(classifier, x);
  return inLogOdds(classifier, binnedOutput(classifier.model, binned()));
}
