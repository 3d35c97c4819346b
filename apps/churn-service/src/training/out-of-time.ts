import type { OmittedSnapshotDto } from '../dataset/windows.dto.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import type { OutOfTimeDto } from './model-report.dto.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import { windowsOf } from '../dataset/windows.js';
import { trainPast } from './train-in-threads.js';
import { daysForOneOrigin, originOf } from './origins.js';
import type { TrainingChoices } from './prepare.js';
import type { PieceRunner } from './training-threads.js';
import { UnfittableError } from './prepare.js';

/** Where it is done. */
interface OutOfTimeContext {
  /** Oldest day of which anything is loaded. */
  readonly firstDay: string | null;
  readonly omitted: readonly OmittedSnapshotDto[];
  readonly threads: PieceRunner;
  readonly signal: AbortSignal;
}

/** What was found, and the probabilities of everybody that it was found by; null where there are none. */
interface OutOfTime {
  readonly report: OutOfTimeDto;
  readonly probabilities: Float64Array | null;
}

/**
 * Asks how a retraining does on days after those it learned from: trains on the snapshots before the newest,
 * whose labels were known on its date, and evaluates on everybody of it; the windows of labels do not
 * overlap. The models are blended on those earlier days too. Where the logs hold none, the report says so.
 */
export async function evaluateOutOfTime(
  [later, ...earlier]: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
  { definition, choices }: { definition: ChurnDefinition; choices: TrainingChoices },
  { firstDay, omitted, threads, signal }: OutOfTimeContext,
): Promise<OutOfTime> {
  const [newest, ...older] = earlier;
  if (newest === undefined)
    return notMeasured(
      omitted.length > 0
        ? `of the snapshot ${omitted[0]!.snapshotDate}, ${omitted[0]!.because}`
        : tooFewDays(later.snapshotDate, definition, firstDay),
    );
  const trainedOn = newest.snapshotDate;
  if (new Set(later.labels).size < 2)
    return notMeasured(
      `on ${later.snapshotDate} ${later.labels[0] === 1 ? 'all' : 'none'} of ${later.labels.length} users left within ${definition.labelDays} days`,
    );
  try {
    const model = await trainPast([newest, ...older], { ...definition, ...choices }, threads);
    const predicted = await model.predictOn(later, signal);
    const evaluated = await model.evaluate(predicted, choices, signal);
    const report = { notMeasuredBecause: null, trainedOn, evaluatedOn: later.snapshotDate, ...evaluated };
    return { report, probabilities: predicted.probabilities };
  } catch (error) {
    if (UnfittableError.is(error)) return notMeasured(error.message.replace(/\.$/, ''));
    throw error;
  }
}

/** Which days are missing, and which windows the days there are would allow. */
function tooFewDays(evaluatedOn: string, definition: ChurnDefinition, firstDay: string | null): string {
  const { featureDays, labelDays } = definition;
  const days = daysForOneOrigin(definition);
  const { featuresFrom } = windowsOf(originOf(evaluatedOn, definition).trained, definition);
  return (
    `an earlier snapshot whose label window closes on ${evaluatedOn} needs logs from ${featuresFrom} on, and they begin on ` +
    `${firstDay ?? 'no day'}. ${featureDays} days of features and two label windows of ${labelDays} ` +
    `${days > featureDays + 2 * labelDays ? 'on different weekdays ' : ''}are ${days} days; shorter windows (CHURN_FEATURE_DAYS, CHURN_LABEL_DAYS) need fewer`
  );
}

function notMeasured(because: string): OutOfTime {
  const nothing = { trainedOn: null, evaluatedOn: null, model: null, recency: null, gainOverRecency: null };
  return { report: { notMeasuredBecause: because, ...nothing }, probabilities: null };
}
