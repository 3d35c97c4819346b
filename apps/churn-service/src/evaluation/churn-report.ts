import type { LoadedDays } from '../snapshots/snapshots.repository.js';
import type { ChurnDefinition } from '../labels/churn-definition.js';
import type { Hole, TouchedByHoles } from '../snapshots/holes.js';
import type { SnapshotWindows } from '../snapshots/windows.js';
import type { TrainAndTest } from './baselines.js';

/** Weight of one model column, comparable between columns by `standardised`. */
export interface Coefficient {
  readonly column: string;
  readonly feature: string;
  /** Change of the log-odds of churn for one standard deviation of the column. Nested windows share their effect. */
  readonly standardised: number;
  /** Change of the log-odds for one unit of the column. */
  readonly weight: number;
  readonly mean: number;
  readonly deviation: number;
}

/** What training itself finds out. */
export interface ChurnEvaluation {
  readonly model: 'logistic-regression';
  readonly split: {
    readonly by: 'user';
    readonly outOfTime: false;
    readonly seed: number;
    readonly testShare: number;
  };
  readonly metrics: TrainAndTest;
  readonly baselines: { readonly recency: TrainAndTest; readonly baseRate: TrainAndTest };
  /** ROC curve of the test users, thinned. */
  readonly rocCurve: {
    readonly falsePositiveRate: number[];
    readonly truePositiveRate: number[];
    /** null at (0, 0), where no user is positive. */
    readonly threshold: (number | null)[];
  };
  /** Largest effect first. */
  readonly coefficients: readonly Coefficient[];
  readonly solver: {
    readonly name: string;
    /** Ridge penalty that the prior on the standardised weights stands for. */
    readonly shrinkage: number;
    readonly steps: number;
    readonly converged: boolean;
    readonly logLoss: number;
    readonly gradientNorm: number;
    /** Expected distance of the log loss to its minimum. */
    readonly expectedGap: number;
    readonly columns: number;
    /** Columns that are not a mixture of the others. */
    readonly directions: number;
  };
}

/** The report of one model version. */
export interface ChurnReport extends ChurnEvaluation {
  /** True: the logs are generated, so every figure says something about the generator, not about people. */
  readonly synthetic: boolean;
  /** What the generator of the sample logs knows to be the best any model can do; null for real logs. */
  readonly bestReachable: Record<string, unknown> | null;
  readonly windows: SnapshotWindows & ChurnDefinition;
  readonly loadedDays: LoadedDays;
  /** Days and kinds of both windows of which something was not loaded: a hole is not behaviour. */
  readonly holes: readonly Hole[];
  readonly touchedByHoles: TouchedByHoles;
}
