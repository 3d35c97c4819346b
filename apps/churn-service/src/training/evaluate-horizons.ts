import { takeRows } from '#ml';
import type { HorizonReportDto, HorizonsReportDto } from './model-report.dto.js';
import { silentThrough } from '../dataset/follow-up.js';
import { baselineSide, recencyRule } from '../measures/baselines.js';
import { HorizonModel } from '../model/horizon-model.js';
import type { ChosenModel } from './blend.js';
import evaluateLaterDays from './evaluate-later-days.worker.js';
import { observedThrough, outcomesOf, taken, weightsThrough } from './rows.js';
import type { TrainingTask } from './prepare.js';

/**
 * Evaluates each horizon on the test users of the newest snapshot that observed it, next to the base rates by
 * recency.
 */
export function evaluateHorizons(
  task: TrainingTask,
  { chosen, horizons }: Pick<ChosenModel, 'chosen' | 'horizons'>,
): HorizonsReportDto {
  const { data, sides, x } = task;
  const model = new HorizonModel(horizons, data.labelDays);
  const { ends, notOffered } = horizons;
  const known = new Map<string, Float64Array>();
  const silenceOf = (snapshotDate: string, rows: Int32Array) => {
    const silence =
      known.get(snapshotDate) ?? model.silence(takeRows(x, rows), taken(chosen.probabilities, rows));
    known.set(snapshotDate, silence);
    return silence;
  };
  const reports = ends.map((days, k): HorizonReportDto => {
    // All test users of a snapshot, or none, are followed through these days.
    const { snapshotDate, rows } = newestFollowed(task, days);
    const silence = silenceOf(snapshotDate, rows);
    const labels = silentThrough(days, data.firstEvents);
    const weights = weightsThrough(data, days);
    const side = (of: Int32Array) => baselineSide(task.catalogue, { ...data, labels, weights }, of);
    const recency = recencyRule(side(followed(task, days, sides.train)))(side(rows));
    const evaluated = evaluateLaterDays({
      probabilities: Float64Array.from(rows, (_, i) => silence[i * ends.length + k]!),
      recency,
      ...outcomesOf({ labels, weights }, rows),
      draws: data,
    });
    return { days, evaluatedOn: snapshotDate, ...evaluated };
  });
  return { horizons: reports, notOffered };
}

/** The rows that are followed through `days` days. Labels are known of all, whatever holes their window has. */
function followed({ data }: TrainingTask, days: number, rows: Int32Array): Int32Array {
  return days === data.labelDays ? rows : observedThrough(data, days, rows);
}

/** Test users of the newest snapshot that is followed through `days` days. */
function newestFollowed(task: TrainingTask, days: number): { snapshotDate: string; rows: Int32Array } {
  const rows = followed(task, days, task.sides.testOfAll);
  let end = 0;
  for (const snapshot of task.data.snapshots) {
    end += snapshot.rows;
    const ofSnapshot = rows.filter((row) => row < end);
    if (ofSnapshot.length > 0) return { snapshotDate: snapshot.snapshotDate, rows: ofSnapshot };
  }
  throw new RangeError(`No snapshot is followed through ${days} days.`);
}
