import type { JobContext } from '#common';
import type { ClassifierKind } from '#ml';
import { Injectable } from '@nestjs/common';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';
import { windowsOf } from '../dataset/windows.js';
import type { OutOfTimeReport } from './churn-report.js';
import { ModelTrainer } from './model-trainer.js';
import { originOf } from './origins.js';
import type { TrainingChoices } from './training-task.js';

/** Asks how a model of the chosen kind does on days after those it learned from. */
@Injectable()
export class OutOfTimeEvaluation {
  constructor(private readonly trainer: ModelTrainer) {}

  /**
   * Trains on the snapshots before the newest, whose labels were known on its date, and evaluates on everybody of it: the windows
   * of labels do not overlap. Where the logs hold none, the report says so.
   */
  async measure(
    [later, ...earlier]: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
    {
      definition,
      choices,
      kind,
    }: { definition: ChurnDefinition; choices: TrainingChoices; kind: ClassifierKind },
    { firstDay, signal }: { firstDay: string | null } & Pick<JobContext, 'signal'>,
  ): Promise<OutOfTimeReport> {
    const [newest, ...older] = earlier;
    if (newest === undefined) return notMeasured(tooFewDays(later.snapshotDate, definition, firstDay));
    const trainedOn = newest.snapshotDate;
    if (new Set(later.labels).size < 2)
      return notMeasured(
        `on ${later.snapshotDate} ${later.labels[0] === 1 ? 'all' : 'none'} of ${later.labels.length} users left within ${definition.labelDays} days`,
      );
    try {
      const plan = { ...definition, ...choices, models: [kind] };
      const model = await this.trainer.trainOn([newest, ...older], plan, signal);
      const evaluated = await model.evaluateOn(later, choices, signal);
      return { notMeasuredBecause: null, trainedOn, evaluatedOn: later.snapshotDate, ...evaluated };
    } catch (error) {
      if (error instanceof RangeError) return notMeasured(error.message.replace(/\.$/, ''));
      throw error;
    }
  }
}

/** Which days are missing, and which windows the days there are would allow. */
function tooFewDays(evaluatedOn: string, definition: ChurnDefinition, firstDay: string | null): string {
  const { featureDays, labelDays } = definition;
  const { featuresFrom } = windowsOf(originOf(evaluatedOn, definition).trained, definition);
  return (
    `an earlier snapshot whose label window closes on ${evaluatedOn} needs logs from ${featuresFrom} on, and they begin on ` +
    `${firstDay ?? 'no day'}. ${featureDays} days of features and two label windows of ${labelDays} are ` +
    `${featureDays + 2 * labelDays} days; shorter windows (CHURN_FEATURE_DAYS, CHURN_LABEL_DAYS) need fewer`
  );
}

function notMeasured(because: string): OutOfTimeReport {
  return {
    notMeasuredBecause: because,
    trainedOn: null,
    evaluatedOn: null,
    model: null,
    recency: null,
    gainOverRecency: null,
  };
}
