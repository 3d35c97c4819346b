import type { ModelVersion } from '#common';
import type { ColdEvaluation } from './cold-evaluation.js';
import type { HeldOutEvaluation } from './held-out-evaluation.js';
import type { Hole } from '../interactions/interactions.repository.js';
import type { FitTrace } from '../engines/training-engine.js';
import type { HeldOutSplit } from './hold-out.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

export interface TrainedSizes {
  users: number;
  usersWithHistory: number;
  songs: number;
  /** Placed by their singers' songs, having too few listeners of their own. */
  coldSongs: number;
  songsLeftOut: number;
  playedPairs: number;
  likedPairs: number;
}

/** What the registry keeps of a training in addition to the artefact. */
export interface ModelReport {
  /** Whether it learned from generated logs. */
  synthetic: boolean;
  /** Events received later are not in the version. */
  readAt: string;
  data: HeldOutSplit & TrainedSizes & { holes: Hole[] };
  /** By a fit that never saw the held-out days; null where no day could be held out. */
  evaluation: HeldOutEvaluation | null;
  /** How songs do that hardly anybody has heard; null where no day could be held out. */
  coldSongs: ColdEvaluation | null;
  /** How the evaluated fit and the served one went; null: not fitted. */
  fits: { early: FitTrace | null; served: FitTrace };
  /** The search whose parameters the training followed; null: those of the settings. */
  parameterSearch: {
    id: number;
    cut: string;
    dataTo: string;
    best: SearchedParameters;
    /** NDCG@20 of the parameters it began with and of the best, on its validation days. */
    startNdcg: number;
    bestNdcg: number;
  } | null;
  /** By step. */
  seconds: Record<string, number>;
}

/** The report of a version as this program wrote it. */
export function reportOf({ report }: Pick<ModelVersion, 'report'>): ModelReport {
  return report as unknown as ModelReport;
}
