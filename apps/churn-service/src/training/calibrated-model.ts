import { BlendedClassifier, classifierOf, sigmoid, TreeClassifier } from '#ml';
import type { Classifier } from '#ml';
import { calibrated, dealt, fitCalibration } from '../model/calibration.js';
import type { Calibration } from '../model/calibration.js';
import { calibratedMargins, fitLine } from '../model/calibrator.js';
import type { PlattLine } from '../model/calibrator.js';
import type { PredictedUsers } from '../measures/prediction-measures.js';
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
  /** Platt's line, whatever the calibration is: what a blend adds up has to be a sum. */
  readonly line: PlattLine;
  /** Of the validation users, by whom models are blended: probabilities, and log-odds by the line. */
  readonly validation: PredictedUsers & { readonly lined: Float64Array };
}

/** Learns the calibration from the calibration users alone. */
export function calibrateModel(task: TrainingTask, fitted: FittedModel): CalibratedModel {
  const { data, sides } = task;
  const margins = marginsOfAll(task, classifierOf(fitted.model));
  const held = { margins: taken(margins, sides.calibration), ...outcomesOf(data, sides.calibration) };
  const { because, calibration } = fitCalibration(dealt(held), data.seed);
  const probabilities = calibrated(calibration, margins).map(sigmoid);
  const line = fitLine(held);
  return {
    fitted,
    calibration,
    because,
    line,
    uncalibrated: margins.map(sigmoid),
    probabilities,
    validation: {
      probabilities: taken(probabilities, sides.validation),
      lined: calibratedMargins(line, taken(margins, sides.validation)),
      ...outcomesOf(data, sides.validation),
    },
  };
}

/** Log-odds before calibration, of all rows of the task. */
function marginsOfAll(task: TrainingTask, classifier: Classifier): Float64Array {
  if (classifier instanceof BlendedClassifier) return classifier.sum((part) => marginsOfAll(task, part));
  if (classifier instanceof TreeClassifier) return classifier.binnedScores(task.binned());
  return classifier.scores(task.x);
}
