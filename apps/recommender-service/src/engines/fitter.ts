import type { OnShare, SparkPlace } from '#common/spark';
import type { Days, InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairFiles } from '../interactions/pair-files.js';
import { LikedFiles } from '../interactions/liked-files.js';
import type { PairTable } from '../interactions/pair-table.js';
import { fitModel } from './fit-model.js';
import { KernelEngine } from './kernel-engine.js';
import type { TrainedModel, TrainingEngine } from './training-engine.js';
import type { FitParameters } from './training-parameters.js';
import type { FitTraceDto } from './fit-trace.dto.js';

/** The pairs of a matrix; where they are in files, for Spark, it holds those of some users. */
export interface LearnedDays {
  days: Days;
  matrix: InteractionMatrix;
  table: PairTable;
  files: PairFiles | null;
}

/** Fits a model to all liked pairs, wherever they are. */
export type Fitter = (
  learned: LearnedDays,
  parameters: FitParameters,
  onShare: OnShare,
) => Promise<TrainedModel & { trace: FitTraceDto }>;

/** @param spark where Spark works; null: the kernel fits. */
export async function fitterOf(spark: SparkPlace | null, workers: number): Promise<Fitter> {
  const kernel = new KernelEngine(workers);
  if (spark === null) return fitterInMemory(kernel);
  // Loaded only where it is used: it brings the packages that read and write Parquet.
  const { SparkEngine } = await import('./spark-engine.js');
  const engine = new SparkEngine(spark, kernel);
  return ({ files, matrix, days }, parameters, onShare) =>
    engine.fitModel(new LikedFiles(files!, matrix, days), parameters, onShare);
}

export function fitterInMemory(engine: TrainingEngine): Fitter {
  return ({ matrix }, parameters, onShare) => fitModel(engine, matrix.liked, parameters, onShare);
}
