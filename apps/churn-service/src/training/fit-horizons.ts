import { classifierOf, hazardRows, SeededRandom, takeBinnedRows, takeRows, trainBoosting } from '#ml';
import type { BoostingOptions, HazardRows, TreeEnsemble } from '#ml';
import type { HorizonNotOfferedDto } from '../dataset/windows.dto.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import { HORIZONS, silentThrough } from '../dataset/follow-up.js';
import { fitCalibrator } from '../model/calibrator.js';
import type { Calibrator } from '../model/calibrator.js';
import { withInterval } from '../model/horizon-model.js';
import { boostingSettings } from './model-parameters.js';
import { observedDaysOf, observedThrough, weightsThrough } from './rows.js';
import type { TrainingTask } from './prepare.js';

/** Of either outcome, on the users learned from and on the test users, for a horizon to be offered. */
const FEWEST_OF_EACH = 10;
/** Rows of users and intervals that the hazard is learned from at most; users are drawn where there would be more. */
const MOST_ROWS = 200_000;

/** The horizons of models with this label window. */
export function horizonsOf(labelDays: number): number[] {
  return [...new Set([...HORIZONS, labelDays])].sort((a, b) => a - b);
}

/** What is said of the label window alone. */
function labelWindowOnly(labelDays: number, notOffered: readonly HorizonNotOfferedDto[]): HorizonsOfModel {
  return { ends: [labelDays], notOffered, calibrators: [], classifier: null };
}

/**
 * Learns a discrete-time hazard of the first event after the snapshot date by boosting, with the end of the
 * interval as a column: from the training users of all snapshots that observed the interval, stopped early
 * and calibrated as the other models are, by users of their own. The same task gives the same bytes.
 */
export function fitHorizons(task: TrainingTask): HorizonsOfModel {
  const { data, sides } = task;
  const { ends, notOffered } = offered(task);
  if (!ends.includes(data.labelDays) || ends.length < 2)
    return labelWindowOnly(data.labelDays, withoutHazard(task, ends, notOffered));

  const { growing, stopping } = sides;
  const classifier = boostHazard(task, ends, { growing, stopping });

  // Calibrate each interval.
  const held = rowsOf(task, sides.calibrationOfAll, ends);
  const heldWeights = weightsOf(task, held, ends);
  const rows = takeRows(task.x, held.subjects);
  const margins = classifierOf(classifier).scores(withInterval(rows, (row) => ends[held.intervals[row]!]!));
  const calibrators = ends.map((_, k): Calibrator => {
    const ofInterval = Int32Array.from(held.intervals.keys()).filter((row) => held.intervals[row] === k);
    return fitCalibrator(
      {
        margins: Float64Array.from(ofInterval, (row) => margins[row]!),
        labels: Uint8Array.from(ofInterval, (row) => held.events[row]!),
        weights: Float64Array.from(ofInterval, (row) => heldWeights[row]!),
      },
      data.seed,
    ).calibrator;
  });
  return { ends, notOffered, calibrators, classifier };
}

/** The same recipe, which has been evaluated, fitted to users of every side, with as many trees as were kept. */
export function refitHorizons(task: TrainingTask, fitted: HorizonsOfModel): HorizonsOfModel {
  if (fitted.classifier === null) return fitted;
  const rows = { growing: Int32Array.from(task.data.labels.keys()), stopping: new Int32Array(0) };
  const { roots } = fitted.classifier as TreeEnsemble;
  const trees = Math.max(1, roots.length - 1);
  return { ...fitted, classifier: boostHazard(task, fitted.ends, rows, { trees }) };
}

/** Learns from rows of users and intervals, in the bins of the other models and one for each end. */
function boostHazard(
  task: TrainingTask,
  ends: readonly number[],
  { growing, stopping }: { growing: Int32Array; stopping: Int32Array },
  change: Partial<BoostingOptions> = {},
): TreeEnsemble {
  const { seed } = task.data;
  const learned = rowsOf(task, drawnRows(growing, ends.length, seed), ends);
  const both = joined(learned, rowsOf(task, drawnRows(stopping, ends.length, seed), ends));
  const rows = Uint32Array.from(both.events.keys());
  return trainBoosting({
    table: takeBinnedRows(task.binned(), both.subjects, { values: ends, places: both.intervals }),
    labels: both.events,
    weights: weightsOf(task, both, ends),
    trainRows: rows.subarray(0, learned.events.length),
    validationRows: rows.subarray(learned.events.length),
    options: { ...boostingSettings(learned.events.length, seed), ...change },
  }).ensemble;
}

/** Horizons that enough users were followed through, on every side, and why not the others. */
function offered({ data, sides }: TrainingTask): { ends: number[]; notOffered: HorizonNotOfferedDto[] } {
  const ends: number[] = [];
  const notOffered: HorizonNotOfferedDto[] = [];
  const longest = Math.max(...data.snapshots.map(({ observedDays }) => observedDays));
  for (const days of data.horizons) {
    const short = [sides.train, sides.testOfAll].some((rows) => {
      const followed = observedThrough(data, days, rows);
      const silent = silentThrough(days, data.firstEvents);
      const count = followed.reduce((sum, row) => sum + silent[row]!, 0);
      return Math.min(count, followed.length - count) < FEWEST_OF_EACH;
    });
    if (longest < days)
      notOffered.push({
        days,
        because: `no snapshot is followed by ${days} complete days of logs; the longest are ${longest}`,
      });
    else if (short)
      notOffered.push({
        days,
        because: `fewer than ${FEWEST_OF_EACH} users who came back within ${days} days, or who did not, were there to learn from or to test on`,
      });
    else ends.push(days);
  }
  return { ends, notOffered };
}

/** Horizons that are left where the label window has no interval of its own to anchor the others on. */
function withoutHazard(
  { data }: TrainingTask,
  ends: readonly number[],
  notOffered: readonly HorizonNotOfferedDto[],
): HorizonNotOfferedDto[] {
  const because = `the ${data.labelDays} days of the label window, which it would be joined to, are not observed whole or hold too few users`;
  return [
    ...notOffered.filter(({ days }) => days !== data.labelDays),
    ...ends.filter((days) => days !== data.labelDays).map((days) => ({ days, because })),
  ].sort((a, b) => a.days - b.days);
}

function rowsOf({ data }: TrainingTask, rows: Int32Array, ends: readonly number[]): HazardRows {
  const observed = observedDaysOf(data);
  const isFree = (row: number, end: number) => end <= observed[row]! && weightsThrough(data, end)[row]! > 0;
  return hazardRows(rows, ends, (row) => ({
    eventAt: data.firstEvents[row]!,
    observedFor: ends.findLast((end) => isFree(row, end)) ?? 0,
  }));
}

function weightsOf({ data }: TrainingTask, rows: HazardRows, ends: readonly number[]): Float64Array {
  const through = ends.map((end) => weightsThrough(data, end));
  return Float64Array.from(rows.subjects, (row, i) => through[rows.intervals[i]!]![row]!);
}

function joined(a: HazardRows, b: HazardRows): HazardRows {
  return {
    subjects: Int32Array.from([...a.subjects, ...b.subjects]),
    intervals: Uint8Array.from([...a.intervals, ...b.intervals]),
    events: Uint8Array.from([...a.events, ...b.events]),
  };
}

/** As many of the rows as keep their intervals below the limit. */
function drawnRows(rows: Int32Array, intervals: number, seed: number): Int32Array {
  const share = MOST_ROWS / (rows.length * intervals);
  if (share >= 1) return rows;
  const random = new SeededRandom(seed);
  return rows.filter(() => random.next() < share);
}
