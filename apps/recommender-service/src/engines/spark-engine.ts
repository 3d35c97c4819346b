import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runSparkJob, SparkFailed } from '#common/spark';
import type { SparkPlace } from '#common/spark';
import type { SparseRows } from '#ml';
import { fitRefusal } from './kernel-limits.js';
import { writePairs } from './pairs-file.js';
import { isSparkObjective, sparkParameters } from './spark-parameters.js';
import type { Fit, FitParameters, ItemFitBounds, ItemParameters, TrainingEngine } from './training-engine.js';
import { readVectors } from './vector-files.js';

/** Pairs of a block. The start of a fit depends on the number of blocks, so it follows from the data, and is the same on every cluster. */
const BLOCK_PAIRS = 500_000;
const LEAST_BLOCKS = 2;
const MOST_BLOCKS = 1_000;

/**
 * Alternating least squares by Spark: pairs leave as Parquet, spark-submit runs engines/spark/als.py, vectors come back as Parquet.
 * Item weights are left to the kernel, and so are parameters that Spark's ALS does not know, as those of a live version may be; where the
 * kernel cannot hold the matrix, they are translated.
 */
export class SparkEngine implements TrainingEngine {
  constructor(
    private readonly place: SparkPlace,
    private readonly kernel: TrainingEngine,
  ) {}

  async fit(liked: SparseRows, parameters: FitParameters, onShare: (share: number) => void): Promise<Fit> {
    const sizes = { users: liked.rows, songs: liked.columns, pairs: liked.indices.length };
    if (sizes.pairs === 0) return await this.kernel.fit(liked, parameters, onShare);
    if (!isSparkObjective(parameters) && fitRefusal(sizes, parameters.factors) === null)
      return await this.kernel.fit(liked, parameters, onShare);
    await mkdir(this.place.work, { recursive: true });
    const folder = await mkdtemp(join(this.place.work, 'fit-'));
    try {
      return await this.fitIn(folder, liked, sparkParameters(parameters, sizes), onShare);
    } catch (error) {
      if (!isFull(error)) throw error;
      throw new SparkFailed(`The disk is full at ${this.place.folder}: free space in SPARK_FOLDER.`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  itemWeights(
    liked: SparseRows,
    parameters: ItemParameters,
    bounds?: ItemFitBounds,
  ): Promise<SparseRows | null> {
    return this.kernel.itemWeights(liked, parameters, bounds);
  }

  private async fitIn(
    folder: string,
    liked: SparseRows,
    { factors, iterations, alpha, regularization, seed }: FitParameters,
    onShare: (share: number) => void,
  ): Promise<Fit> {
    const paths = {
      pairs: join(folder, 'pairs.parquet'),
      users: join(folder, 'users'),
      songs: join(folder, 'songs'),
      checkpoints: join(folder, 'checkpoints'),
    };
    await writePairs(paths.pairs, liked);
    // As URLs: the file system that a cluster takes paths to be on may be another.
    const urls = Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, pathToFileURL(path).href]),
    );
    const spec = { factors, iterations, alpha, regularization, seed, blocks: blocksOf(liked), ...urls };
    await runSparkJob(this.place, { script: 'als.py', spec, onShare });
    const userFactors = await readVectors(paths.users, liked.rows, factors);
    const songFactors = await readVectors(paths.songs, liked.columns, factors);
    const factorsSha256 = createHash('sha256').update(userFactors).update(songFactors).digest('hex');
    return {
      factors,
      userFactors,
      songFactors,
      trace: { engine: 'spark', iterations, losses: [], factorsSha256 },
    };
  }
}

function blocksOf({ indices }: SparseRows): number {
  return Math.min(MOST_BLOCKS, Math.max(LEAST_BLOCKS, Math.ceil(indices.length / BLOCK_PAIRS)));
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
