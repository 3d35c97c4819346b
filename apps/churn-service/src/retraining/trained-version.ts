import type { JobContext, ModelRegistry } from '#common';
import { modelKindOf } from '#common/bands';
import { targetOf } from '../dataset/churn-definition.js';
import { historyFrom } from '../dataset/windows.js';
import { encodeArtefact } from '../model/churn-artefact.js';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import type { TrainedChurnModel, TrainingProgress } from '../training/train.worker.js';
import { EVENT_KINDS } from '../event-kinds.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { SnapshotWindows } from '../dataset/windows.js';

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

/** What a training made, as the registry stores it. */
export function candidateOf(
  { artefact, evaluation: { model, models, calibration, split } }: TrainedChurnModel,
  report: ChurnReportDto,
  catalogueHash: string,
): Parameters<ModelRegistry['publish']>[0] {
  const { snapshotDate, featureDays, historyDays, facts, labelDays, activityKinds, population } =
    report.windows;
  const { firstDay } = report.loadedDays;
  const dataFrom = historyFrom(report.snapshots.at(-1)!.snapshotDate, report.windows);
  return {
    kind: modelKindOf(targetOf(report.windows)),
    snapshotDate,
    dataFrom: firstDay !== null && dataFrom < firstDay ? firstDay : dataFrom,
    dataTo: report.windows.labelsTo,
    seed: split.seed,
    parameters: {
      model,
      ...models.find(({ chosen }) => chosen)!.fit.settings,
      calibration: calibration.method,
      featureDays,
      historyDays,
      facts,
      labelDays,
      activityKinds,
      population,
      testShare: split.testShare,
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

/**
 * What the generator of the loaded logs knows to be the best any model can do, where it is about the same
 * question: this snapshot date, these windows, silence in every kind of event, of everybody, by events alone. Null
 * otherwise.
 */
export function bestReachableFor(
  known: Record<string, unknown> | null,
  {
    snapshotDate,
    featureDays,
    labelDays,
    activityKinds,
    population,
    facts = [],
  }: SnapshotWindows & Omit<ChurnDefinition, 'historyDays'>,
): Record<string, unknown> | null {
  const isSame =
    known?.['snapshotDate'] === snapshotDate &&
    known['featureDays'] === featureDays &&
    known['labelDays'] === labelDays &&
    activityKinds.length === EVENT_KINDS.length &&
    population.kinds.length === EVENT_KINDS.length &&
    population.minDays === 1 &&
    population.notEnded !== true &&
    facts.length === 0;
  return isSame ? known : null;
}
