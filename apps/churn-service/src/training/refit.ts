import { classifierOf, sigmoid, splitByUser, takeRows } from '#ml';
import { PARTS, calibrated, dealt, fitCalibration } from '../model/calibration.js';
import type { HeldOutUsers } from '../model/calibrator.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { scoresOf } from '../model/score-quantiles.js';
import { refitModel } from './fit.js';
import type { FittedModel } from './fit.js';
import { outcomesOf } from './rows.js';
import type { TrainingTask } from './prepare.js';

/** What is served, and its scores of everybody of the newest snapshot. */
export type ServedModel = Pick<ChurnArtefact, 'served' | 'trainingScores'>;

/**
 * So many users outside of the training side are enough to calibrate on: with fewer, everybody is asked, at
 * the cost of more fits.
 */
const ENOUGH_HELD_OUT = 2_000;

/**
 * The recipe that has been evaluated, fitted to everybody. It is calibrated on users of the newest snapshot:
 * where the evaluated fit left out enough of them, on all of these; otherwise on everybody, each by a fit of
 * the same recipe to the other four fifths of the users (cross-fitting; Vovk, Petej and Fedorova 2015,
 * section 4).
 */
export function servedModel(task: TrainingTask, fitted: FittedModel): ServedModel {
  const { data, x, sides } = task;
  const held = Int32Array.from([...sides.validation, ...sides.calibration, ...sides.test]).sort();
  const parts =
    held.length < ENOUGH_HELD_OUT
      ? crossFitted(task, fitted)
      : dealt({
          margins: classifierOf(fitted.model).scores(takeRows(x, held)),
          ...outcomesOf(data, held),
        });
  const served = { classifier: refitModel(fitted, task), ...fitCalibration(parts, data.seed).calibration };
  const rows = data.snapshots[0]!.rows;
  const newest = { ...x, rows, values: x.values.subarray(0, rows * x.columns) };
  const margins = classifierOf(served.classifier).scores(newest);
  return {
    served,
    trainingScores: scoresOf(calibrated(served, margins).map(sigmoid), data.weights.subarray(0, rows)),
  };
}

/** Everybody of the newest snapshot in fifths, each predicted by a fit that knows no row of its users. */
function crossFitted(task: TrainingTask, fitted: FittedModel): HeldOutUsers[] {
  const { data, x } = task;
  const shares = Array.from({ length: PARTS - 1 }, () => 1 / PARTS);
  return splitByUser(data.userIds, { seed: data.seed, shares }).flatMap((fold) => {
    const own = fold.filter((row) => row < data.snapshots[0]!.rows);
    if (own.length === 0) return [];
    const held = new Set(fold);
    const others = Int32Array.from(data.labels.keys()).filter((row) => !held.has(row));
    const fit = classifierOf(refitModel(fitted, task, others));
    return [{ margins: fit.scores(takeRows(x, own)), ...outcomesOf(data, own) }];
  });
}
