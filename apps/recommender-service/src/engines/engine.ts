import type { SparkPlace } from '#common/spark';
import { KernelEngine } from './kernel-engine.js';
import type { TrainingEngine } from './training-engine.js';

/** @param spark where Spark works; null: the kernel fits. */
export async function engineOf(spark: SparkPlace | null, workers: 1 | 2): Promise<TrainingEngine> {
  const kernel = new KernelEngine(workers);
  if (spark === null) return kernel;
  // Loaded only where it is used: it brings the packages that read and write Parquet.
  const { SparkEngine } = await import('./spark-engine.js');
  return new SparkEngine(spark, kernel);
}
