import type { CalibrationReport, ClassifierKind } from '#ml';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { Hole, TouchedByHoles } from '../dataset/holes.js';
import type { OmittedSnapshot } from '../dataset/labelled-snapshots.js';
import type { LoadedDays } from '../dataset/snapshots.repository.js';
import type { SnapshotWindows } from '../dataset/windows.js';
import type { Baselines, TrainAndTest } from '../model-quality/baselines.js';
import type { Gain, MeasureIntervals, ProbabilityMetrics } from '../model-quality/metrics.js';
import type { ChampionComparison } from '../model-quality/compare-champion.js';
import type { ChurnCurves } from '../model-quality/curves.js';
import type { Effects } from '../model-quality/effects.js';
import type { Importance } from '../model-quality/importance.js';
import type { Slice } from '../model-quality/slices.js';
import type { HorizonNotOffered } from '../model/horizon-model.js';
import type { SnapshotRows } from './stack-snapshots.js';

/** Where each user went, by a hash of seed and user id: a user stays on a side whatever the snapshot date. */
interface SplitReport {
  readonly by: 'user';
  /** False: all sides but train are of one snapshot, so drift cannot show. */
  readonly outOfTime: false;
  readonly outOfTimeNote: string;
  readonly seed: number;
  readonly testShare: number;
  readonly validationShare: number;
  readonly calibrationShare: number;
  readonly users: {
    /** Rows that the evaluated models learn from, of all snapshots; boosting stops early on a tenth of them. */
    readonly train: number;
    /** The model and the threshold are chosen on them. */
    readonly validation: number;
    /** Calibration is learned from them, and nothing else. */
    readonly calibration: number;
    /** Everything is evaluated on them. */
    readonly test: number;
  };
}

/** How the probabilities were calibrated, and whether the test users bear them out. */
export interface CalibrationSummary extends CalibrationReport {
  readonly method: 'platt' | 'isotonic';
  /** Why this method. */
  readonly because: string;
  /** Users it was learned from. */
  readonly users: number;
  /** Of the probabilities before calibration. */
  readonly before: { readonly ece: number; readonly logLoss: number };
}

/** How one model was fitted. */
export interface FitReport {
  /** Settings that differ between models, for instance trees and leaves. */
  readonly settings: Record<string, number | string>;
  /** What came out of it, for instance trees kept after early stopping, or steps of the solver. */
  readonly outcome: Record<string, number | string | boolean>;
}

/** One of the models that were trained; its probabilities are calibrated. */
export interface ModelReport {
  readonly model: ClassifierKind;
  readonly chosen: boolean;
  readonly validationLogLoss: number;
  readonly metrics: TrainAndTest;
  readonly intervals: MeasureIntervals;
  readonly gainOverRecency: Gain;
  readonly calibration: CalibrationSummary;
  readonly fit: FitReport;
}

/** How well the probability of silence through one horizon agrees with what happened. */
export interface HorizonReport {
  readonly days: number;
  /** The newest snapshot that is followed by so many complete days. */
  readonly evaluatedOn: string;
  readonly model: ModelOnLaterDays;
  /** Base rates by the days since the last event. */
  readonly recency: LaterDays;
  readonly gainOverRecency: Gain;
}

/** Horizons of a version, on test users. */
export interface HorizonsReport {
  /** Those that are offered, ascending. */
  readonly horizons: readonly HorizonReport[];
  readonly notOffered: readonly HorizonNotOffered[];
}

/** What training itself finds out. `metrics`, `curves`, `slices` and permutation importance are of the chosen model. */
export interface ChurnEvaluation {
  /** The chosen one: that with the lowest log loss on the validation users. */
  readonly model: ClassifierKind;
  readonly chosenBecause: string;
  readonly split: SplitReport;
  /** What was learned from, newest first; the version that is served learned from all users of these rows. */
  readonly snapshots: readonly SnapshotRows[];
  /**
   * Probability from which a user counts as leaving in `atThreshold`: the one with the best F1 on the
   * validation users.
   */
  readonly threshold: number;
  /** Draws behind every interval. */
  readonly resamples: number;
  readonly metrics: TrainAndTest;
  readonly intervals: MeasureIntervals;
  readonly gainOverRecency: Gain;
  readonly models: readonly ModelReport[];
  readonly baselines: Baselines;
  readonly calibration: CalibrationSummary;
  readonly horizons: HorizonsReport;
  /** Of the chosen model on the test users. */
  readonly curves: ChurnCurves;
  readonly slices: readonly Slice[];
  readonly importance: Importance;
  /** Shapley values of the chosen model on test users. */
  readonly effects: Effects;
}

/** What one way to distinguish churners is worth on days after those it learned from. */
export interface LaterDays extends ProbabilityMetrics {
  readonly intervals: MeasureIntervals;
}

export interface ModelOnLaterDays extends LaterDays {
  readonly calibration: CalibrationReport;
}

/** A model of the chosen kind, learned from the snapshot one label window earlier, on everybody of the later one. */
interface MeasuredLater {
  readonly notMeasuredBecause: null;
  /** Snapshot it learned from; its label window ends on `evaluatedOn`. */
  readonly trainedOn: string;
  /** The newest snapshot whose label window has closed. */
  readonly evaluatedOn: string;
  readonly model: ModelOnLaterDays;
  /** Recency alone, learned from the earlier snapshot too. */
  readonly recency: LaterDays;
  /** The model over recency on the same draws. */
  readonly gainOverRecency: Gain;
}

/** The same where the logs do not allow it. */
type NotMeasuredLater = Record<Exclude<keyof MeasuredLater, 'notMeasuredBecause'>, null> & {
  /** What is missing, and from which day on the logs would have to reach. */
  readonly notMeasuredBecause: string;
};

export type OutOfTimeReport = MeasuredLater | NotMeasuredLater;

/** The report of one model version. */
export interface ChurnReport extends ChurnEvaluation {
  /** True: the logs are generated, so every figure says something about the generator, not about people. */
  readonly synthetic: boolean;
  /** What the generator of the sample logs knows to be the best any model can do; null for real logs. */
  readonly bestReachable: Record<string, unknown> | null;
  readonly windows: SnapshotWindows & ChurnDefinition;
  readonly loadedDays: LoadedDays;
  /** Mark of the loads of both windows that it learned from: other data have another one. */
  readonly fingerprint: string;
  /** Days and kinds of both windows of which something was not loaded: a hole is not behaviour. */
  readonly holes: readonly Hole[];
  readonly touchedByHoles: TouchedByHoles;
  /** Snapshots that were not learned from. */
  readonly omittedSnapshots: readonly OmittedSnapshot[];
  readonly outOfTime: OutOfTimeReport;
  /** The live version on the same users; null when none was live. */
  readonly champion: ChampionComparison | null;
}
