import type { JobContext, ModelCandidate } from '#common';
import { historyFrom } from '../dataset/windows.js';
import { CHURN_MODEL, encodeArtefact } from '../model/churn-artefact.js';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import type { TrainedChurnModel, TrainingProgress } from '../training/train.worker.js';

/** A training between its data (40 % of the job) and the scores of everybody (70 %), as a job reports it. */
export function trainingProgress(
  { step, model, trees }: TrainingProgress,
  users: number,
): Parameters<JobContext['progress']>[0] {
  const detail = {
    users,
    ...(model === null ? {} : { model }),
    ...(trees === null ? {} : { trees: trees.grown, of: trees.of }),
  };
  return step === 'fitting'
    ? { step: 'fitting the models', fraction: 0.4, detail }
    : { step: 'evaluating the models', fraction: 0.6, detail };
}

/** What a training made, as the registry stores it. @param search of its parameters; null: none */
export function candidateOf(
  { artefact, evaluation: { model, models, calibration, split } }: TrainedChurnModel,
  report: ChurnReportDto,
  { catalogueHash, search }: { catalogueHash: string; search: number | null },
): ModelCandidate {
  const { snapshotDate, featureDays, historyDays, labelDays, activityKinds, population } = report.windows;
  return {
    kind: CHURN_MODEL,
    snapshotDate,
    dataFrom: historyFrom(report.snapshots.at(-1)!.snapshotDate, report.windows),
    dataTo: report.windows.labelsTo,
    seed: split.seed,
    parameters: {
      model,
      ...models.find(({ chosen }) => chosen)!.fit.settings,
      calibration: calibration.method,
      ...{ featureDays, historyDays, labelDays, activityKinds, population },
      testShare: split.testShare,
      ...(search === null ? {} : { parameterSearch: search }),
    },
    report,
    artefact: encodeArtefact(artefact),
    catalogueHash,
  };
}

/** ROC AUC that no model can beat, where the generator of the logs knows it. */
export function bestReachableAuc({ bestReachable }: ChurnReportDto): number | null {
  const auc = bestReachable?.['auc'];
  return typeof auc === 'number' ? auc : null;
}
