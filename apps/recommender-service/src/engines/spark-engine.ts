import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fullDisk, runSparkJob } from '#common/spark';
import type { OnShare, SparkPlace } from '#common/spark';
import type { LikedFiles } from '../interactions/liked-files.js';
import { rowGroups } from '../interactions/number-files.js';
import { NumberTable } from '../interactions/number-table.js';
import { factorsAlone, fitModel, withItemWeights } from './fit-model.js';
import { fitRefusal } from './kernel-engine.js';
import { isSparkObjective, sparkParameters } from './spark-parameters.js';
import type { Fit, TrainedModel, TrainingEngine } from './training-engine.js';
import type { FitParameters } from './training-parameters.js';

/**
 * Pairs of a block. The start of a fit depends on the number of blocks, so it follows from the data, and is
 * the same on every cluster.
 */
const BLOCK_PAIRS = 500_000;
const LEAST_BLOCKS = 2;
const MOST_BLOCKS = 1_000;

/**
 * Alternating least squares by Spark: pairs are in Parquet files, spark-submit runs engines/spark/als.py,
 * vectors come back as Parquet. Item weights are left to the kernel, and so are parameters that Spark's ALS
 * does not know, as those of a live version may be: these two take all pairs into memory. Where the kernel
 * cannot hold them, such parameters are translated.
 */
export class SparkEngine {
  constructor(
    private readonly place: SparkPlace,
    private readonly kernel: TrainingEngine,
  ) {}

  async fitModel(
    liked: LikedFiles,
    parameters: FitParameters,
    onShare: OnShare,
  ): Promise<TrainedModel & Pick<Fit, 'trace'>> {
    const { sizes } = liked;
    const isKernels =
      sizes.pairs === 0 || (!isSparkObjective(parameters) && fitRefusal(sizes, parameters.factors) === null);
    if (isKernels) return await fitModel(this.kernel, await liked.rows(), parameters, onShare);
    const fit = await this.fit(liked, sparkParameters(parameters, sizes), onShare);
    if (parameters.itemShare === 0) return { ...fit, ...factorsAlone(sizes.songs) };
    return await withItemWeights(this.kernel, fit, await liked.rows(), parameters);
  }

  /** @param parameters whose objective Spark knows. */
  async fit(liked: LikedFiles, parameters: FitParameters, onShare: OnShare): Promise<Fit> {
    await mkdir(this.place.work, { recursive: true });
    const folder = await mkdtemp(join(this.place.work, 'fit-'));
    try {
      return await this.fitIn(folder, liked, parameters, onShare);
    } catch (error) {
      throw fullDisk(error, this.place.folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async fitIn(
    folder: string,
    liked: LikedFiles,
    { factors, iterations, alpha, regularization, seed }: FitParameters,
    onShare: OnShare,
  ): Promise<Fit> {
    const paths = {
      pairs: liked.folder,
      numbers: join(folder, 'numbers.parquet'),
      users: join(folder, 'users'),
      songs: join(folder, 'songs'),
      checkpoints: join(folder, 'checkpoints'),
    };
    const numbers = new NumberTable(paths.numbers, { song: 'INT32', number: 'INT32' });
    liked.songs.forEach((number, song) => {
      if (number !== -1) numbers.add([song, number]);
    });
    numbers.finish();
    // As URLs: the file system that a cluster takes paths to be on may be another.
    const urls = Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, pathToFileURL(path).href]),
    );
    const { users, songs, pairs } = liked.sizes;
    const fit = { factors, iterations, alpha, regularization, seed, blocks: blocksOf(pairs) };
    await runSparkJob(this.place, {
      script: 'als.py',
      spec: { ...fit, weight: liked.weight, ...urls },
      onShare,
    });
    const userFactors = await readVectors(paths.users, users, factors);
    const songFactors = await readVectors(paths.songs, songs, factors);
    const factorsSha256 = createHash('sha256').update(userFactors).update(songFactors).digest('hex');
    return {
      factors,
      userFactors,
      songFactors,
      trace: { engine: 'spark', iterations, losses: [], factorsSha256 },
    };
  }
}

function blocksOf(pairs: number): number {
  return Math.min(MOST_BLOCKS, Math.max(LEAST_BLOCKS, Math.ceil(pairs / BLOCK_PAIRS)));
}

/**
 * Reads vectors that Spark wrote: rows of id, f0, f1, ... in any order over the Parquet files of a folder.
 * @returns rows x factors; zero where no file has the row.
 */
async function readVectors(folder: string, rows: number, factors: number): Promise<Float32Array> {
  const vectors = new Float32Array(rows * factors);
  for await (const group of rowGroups(folder)) {
    const ids = group.column('id');
    const wrong = ids.find((id) => !(id >= 0 && id < rows));
    if (wrong !== undefined)
      throw new RangeError(`Spark gave a vector of row ${wrong}, and there are ${rows}`);
    for (let f = 0; f < factors; f++) {
      const values = group.column(`f${f}`);
      ids.forEach((id, n) => (vectors[id * factors + f] = values[n]!));
    }
  }
  return vectors;
}
