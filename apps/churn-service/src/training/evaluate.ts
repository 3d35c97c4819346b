import type { ChurnEvaluationDto } from './churn-report.dto.js';
import { evaluateBaselines, recencyRule } from '../model-quality/baselines.js';
import { churnCurves } from '../model-quality/curves.js';
import { divideUsers } from '../model-quality/divide-users.js';
import { drawMeasures } from '../model-quality/metrics.js';
import { measureSlices } from '../model-quality/slices.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { baselineSide } from './baseline-side.js';
import { splitOf } from './evaluated-artefact.js';
import type { ChosenModel } from './choose.js';
import { evaluateHorizons } from './evaluate-horizons.js';
import { explainTestUsers } from './explain-users.js';
import { importanceOf } from './evaluate-importance.js';
import { reportModel } from './evaluate-one.js';
import { taken } from './taken-rows.js';
import type { TrainingTask } from './prepare.js';

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
  return {
    by: 'user',
    outOfTime: false,
    outOfTimeNote:
      'Test, validation and calibration users are of one snapshot. What a model is worth on days after those it learned from stands in outOfTime, where ' +
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
