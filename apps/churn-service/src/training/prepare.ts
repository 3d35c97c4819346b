import { binTable, splitByUser } from '#ml';
import type { BinnedTable, ClassifierKind, DenseMatrix, LogisticSolver } from '#ml';
import { missingDaysOf } from '../dataset/holes.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from '../model/encoding.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { StackedSnapshots } from './stack-snapshots.js';

/** Everything training needs, as plain data that can be sent to a worker thread. */
export interface ChurnTrainingData extends ChurnDefinition, TrainingChoices, StackedSnapshots {
  /** The newest of those that are learned from: everything but learning is done on its rows. */
  readonly snapshotDate: string;
}

/** What the settings choose. */
export interface TrainingChoices {
  /** Draws behind each interval. */
  readonly resamples: number;
  readonly seed: number;
  readonly testShare: number;
  readonly models: readonly ClassifierKind[];
  readonly logisticSolver: LogisticSolver;
  /** Snapshots to learn from at most, and the age at which one weighs half. */
  readonly mostSnapshots: number;
  readonly halfLifeDays: number;
  /** Users of a snapshot that are learned from, about, at most; of all where there are more than six. */
  readonly mostUsers: number;
  /** Horizons to learn a hazard for, where the logs allow; that of the label window alone: no hazard is learned. */
  readonly horizons: readonly number[];
}

/**
 * Row numbers of each side, ascending. A user is on one side in all snapshots. Where nothing else is said,
 * rows of the newest.
 */
interface Sides {
  readonly test: Int32Array;
  readonly validation: Int32Array;
  readonly calibration: Int32Array;
  /** Of all snapshots: longer horizons are known of older ones alone. */
  readonly testOfAll: Int32Array;
  readonly calibrationOfAll: Int32Array;
  /** Of all snapshots. */
  readonly train: Int32Array;
  /** A tenth of `train`, on which boosting stops early, and the rest of it. */
  readonly stopping: Int32Array;
  readonly growing: Int32Array;
}

/** The data of one training, encoded and divided. */
export interface TrainingTask {
  readonly data: ChurnTrainingData;
  readonly catalogue: FeatureCatalogue;
  /** What the columns of `x` are. */
  readonly encoding: Encoding;
  /** All rows, as every model reads them. */
  readonly x: DenseMatrix;
  /** `x` in bins, for all that grow trees; binned when it is asked for first. The edges are made of training rows. */
  readonly binned: () => BinnedTable;
  readonly sides: Sides;
}

/** What takes long to make of the rows and is the same for every piece of a training, in memory that threads share. */
export interface PreparedRows {
  readonly sides: Sides;
  readonly x: DenseMatrix;
  /** Null where no trees are grown. */
  readonly binned: BinnedTable | null;
}

/**
 * Rows that edges of bins are made of at most: each bin then holds its share to within a tenth or so, and
 * sorting takes less than growing.
 */
const MOST_ROWS_FOR_EDGES = 50_000;
/** Of the users: those that give weights in a blend and the threshold, and those that calibrate. */
export const VALIDATION_SHARE = 0.1;
export const CALIBRATION_SHARE = 0.1;
/** Of the others but for test users. */
const STOPPING_SHARE = 0.1;
const FEWEST_TO_LEARN_FROM = 10;
const FEWEST_TO_CHOOSE_ON = 3;

/**
 * @param prepared of the same data
 * @throws UnfittableError when a side of the split holds too few users of a label
 */
export function trainingTask(data: ChurnTrainingData, prepared: PreparedRows | null = null): TrainingTask {
  const catalogue = featureCatalogue(data);
  const sides = prepared?.sides ?? divide(data);
  const encoding = new Encoding(catalogue);
  const x = prepared?.x ?? encoding.matrix(data.values, data.userIds.length, sharedNumbers(data, encoding));
  let binned = prepared?.binned ?? null;
  return {
    data,
    catalogue,
    encoding,
    x,
    binned: () => (binned ??= binTable(x, { fitRows: spaced(sides.train, MOST_ROWS_FOR_EDGES) })),
    sides,
  };
}

/** What other threads need to have the same task at once. */
export function preparedRows({ sides, x, binned, data }: TrainingTask): PreparedRows {
  const growsTrees = data.horizons.length > 1 || data.models.some((kind) => kind !== 'logistic-regression');
  return { sides, x, binned: growsTrees ? binned() : null };
}

function sharedNumbers({ userIds }: ChurnTrainingData, { columns }: Encoding): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * userIds.length * columns.length));
}

/** At most so many of the rows, evenly spaced: they are in the order of snapshots and users. */
function spaced(rows: Int32Array, most: number): Int32Array {
  const step = Math.max(1, rows.length / most);
  return Int32Array.from({ length: Math.min(most, rows.length) }, (_, i) => rows[Math.floor(i * step)]!);
}

function divide(data: ChurnTrainingData): Sides {
  const { userIds, snapshots, seed, testShare } = data;
  const stoppingShare = STOPPING_SHARE * (1 - testShare - VALIDATION_SHARE - CALIBRATION_SHARE);
  const shares = [testShare, VALIDATION_SHARE, CALIBRATION_SHARE, stoppingShare];
  const [test, validation, calibration, stopping, growing] = splitByUser(userIds, { seed, shares }) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const train = Int32Array.from([...stopping, ...growing]).sort();
  const ofNewest = (rows: Int32Array) => rows.filter((row) => row < snapshots[0]!.rows);
  const sides = {
    test: ofNewest(test),
    validation: ofNewest(validation),
    calibration: ofNewest(calibration),
    testOfAll: test,
    calibrationOfAll: calibration,
    train,
    stopping,
    growing,
  };
  assertEnough('training', data, train, FEWEST_TO_LEARN_FROM);
  assertEnough('test', data, sides.test, FEWEST_TO_LEARN_FROM);
  assertEnough('validation', data, sides.validation, FEWEST_TO_CHOOSE_ON);
  assertEnough('calibration', data, sides.calibration, FEWEST_TO_CHOOSE_ON);
  return sides;
}

function assertEnough(
  side: string,
  { labels, snapshots, population }: ChurnTrainingData,
  rows: Int32Array,
  fewest: number,
): void {
  const churned = rows.reduce((sum, row) => sum + labels[row]!, 0);
  const stayed = rows.length - churned;
  if (churned >= fewest && stayed >= fewest) return;
  if (population.notEnded === true)
    throw new UnfittableError(
      `Too few endings to train: the ${side} side has ${churned} users who ended in the ${snapshots.length} label windows and ${stayed} who ` +
        `did not, and needs at least ${fewest} of each. Tell more endings by the fact \`ended\` (PUT /users/:userId/facts, or a ` +
        'mapping of kind user), or load more days.',
    );
  if (labels.length >= 2 * FEWEST_TO_LEARN_FROM && new Set(labels).size < 2)
    throw new UnfittableError(
      `There is nothing to tell apart: ${labels.length === 0 ? 'nobody belongs to the population' : `all ${labels.length} users ${labels[0] === 1 ? 'churned' : 'stayed'}`}. ` +
        'Load other days, or change what counts as churn (CHURN_ACTIVITY_KINDS, CHURN_LABEL_DAYS, CHURN_POPULATION_KINDS).',
    );
  const missing = snapshots.flatMap((snapshot) => [...snapshot.missingFeatureDays, ...snapshot.missingDays]);
  const toDo =
    missing.length === 0
      ? 'Load more days or more users.'
      : `But ${missingDaysOf([...new Set(missing)].sort(), 'the snapshots')}.`;
  throw new UnfittableError(
    `Too few users to train: the ${side} side has ${churned} who churned and ${stayed} who stayed, ` +
      `and needs at least ${fewest} of each. ${toDo}`,
  );
}

/** Errors of threads arrive as plain ones: their class is lost, their cause is kept. */
const CAUSE = 'cannot be fitted';

/** The users do not allow what was asked; nothing is broken. The message is a sentence for the caller. */
export class UnfittableError extends Error {
  constructor(message: string) {
    super(message, { cause: CAUSE });
  }

  /** Also of one that was thrown in another thread. */
  static is(error: unknown): error is Error {
    return error instanceof Error && error.cause === CAUSE;
  }
}

/** From this share of the users on, campaigns are the cause that too few are left to learn from. */
const MOST_TREATED = 0.5;

/** The error of a training; where campaigns had contacted most of its users, the one that says so. */
export function namingCampaigns(
  error: unknown,
  { table, treatedUsers, campaigns, snapshotDate }: LabelledSnapshot,
): unknown {
  const users = table.rows + treatedUsers;
  if (!UnfittableError.is(error) || treatedUsers < MOST_TREATED * users) return error;
  return new UnfittableError(
    `Too few users to train: ${treatedUsers} of ${users} at risk were treated by ${campaigns.join(', ')} in the days after ` +
      `${snapshotDate}, and what they did then says what the contact made of them. Retrain once a label window without ` +
      'these contacts is loaded, or hold out more users of a campaign.',
  );
}
