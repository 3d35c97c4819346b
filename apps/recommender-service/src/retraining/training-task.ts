import type { ColdPlace } from '../evaluation/cold-place.js';
import type { SparkPlace } from '#common/spark';
import type { AlsObjective } from '#ml';
import type { FitTraceDto } from '../engines/fit-trace.dto.js';
import type { FitParameters } from '../engines/training-parameters.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import type { HeldOutEvaluationDto } from '../evaluation/evaluation.dto.js';
import type { NextReportDto } from '../evaluation/next-report.dto.js';
import type { Days, LikedSizes } from '../interactions/interaction-matrix.js';
import type { PairFiles } from '../interactions/pair-files.js';
import type { PairTable } from '../interactions/pair-table.js';
import type { RecentListeners, SongListeners } from '../model/popularity.js';
import type { SequenceTask } from '../sequence/judge-next.js';
import type { SongSingers } from '../interactions/song-singers.js';
import type { TrainedSizes } from '../evaluation/model-report.dto.js';
import type { SearchWeightDto } from '../evaluation/search-weight.dto.js';
import type { SearchTask } from '../searches/search-weight.js';

/** The parameters of the live version, where they differ from those of the task. */
interface LiveParametersTask {
  fit: FitParameters;
  /** Its own weights of the same pairs; null when they are those of the task. */
  pairs: TrainingPairs | null;
}

/** What is learned from. */
export interface TrainingPairs {
  /** All pairs; where they are in files, those of some users. */
  table: PairTable;
  files: PairFiles | null;
  /** What can be learned from all days. */
  liked: LikedSizes;
}

export interface TrainingTask extends TrainingPairs {
  /** The songs of the catalogue, for those with too few listeners to be learned. */
  singers: SongSingers;
  /** The last days of the early part and of all, counted from 1970. */
  lastDays: { early: number; all: number };
  /** Device code of each user of the table. */
  devices: Uint8Array;
  minListeners: number;
  fit: FitParameters;
  /** Null when no day can be held out. */
  evaluation: EvaluationPlan | null;
  /** Listeners of the newest days before the held-out ones, which the model has to beat; null: those of all days. */
  recent: SongListeners | null;
  /** Those of the newest days of each part, by how many days, for the parameters that count them. */
  popular?: Record<Days, Map<number, RecentListeners>>;
  /** Searches of the held-out days; null: none. */
  searches: SearchTask | null;
  /** Null where no play has a time of day. */
  sequence: SequenceTask | null;
  liveParameters: LiveParametersTask | null;
  /** Parameters that last won for sure, where they are others than the present and the live ones. */
  anchor: FitParameters | null;
  /** The live version itself, where it has not learned from the held-out days. */
  liveVersion: { artefact: Uint8Array; objective: AlsObjective } | null;
  /** Where Spark fits the factors; null: the kernel does. */
  spark: SparkPlace | null;
  /** Threads; they change nothing but the time. */
  workers: number;
}

export interface TrainingOutcome {
  artefact: Uint8Array<ArrayBuffer>;
  sizes: TrainedSizes;
  evaluation: HeldOutEvaluationDto | null;
  /** Null where nothing was evaluated. */
  coldPlace: ColdPlace | null;
  /** Null without searches of held-out days. */
  search: SearchWeightDto | null;
  next: NextReportDto;
  /** How the evaluated fit and the served one went; null: not fitted. */
  fits: { early: FitTraceDto | null; served: FitTraceDto };
  /** Seconds by step. */
  seconds: Record<string, number>;
}

export interface TrainingProgress {
  step: string;
  /** Share of the training done, 0 to 1. */
  fraction: number;
}
