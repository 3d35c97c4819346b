import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sparkOptions, sparkSettings } from '#common/spark';
import { z } from 'zod';
import { alsParameters, KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { SparkEngine } from '../../apps/recommender-service/src/engines/spark-engine.js';
import type { Fit } from '../../apps/recommender-service/src/engines/training-engine.js';
import { likedFiles } from '../../test/support/liked-files.js';
import { alsLoss } from './als-loss.js';
import { heavyTailedMatrix } from './heavy-tailed-matrix.js';
import type { FitParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';

const SEED = 7;
const ITERATIONS = 10;
const SHAPES = [
  { name: '1 M pairs', users: 16_000, songs: 10_000, pairs: 1_000_000 },
  { name: '4 M pairs', users: 50_000, songs: 20_000, pairs: 4_000_000 },
  { name: '16 M pairs', users: 200_000, songs: 40_000, pairs: 16_000_000 },
];
/** Most iterations that the kernel, which solves each row by three steps only, may take to reach Spark's loss. */
const MOST_ITERATIONS = 4 * ITERATIONS;
const EVERY_MS = 250;

/**
 * The kernel on two threads and Spark (SPARK_* as for the service) on the same matrix, objective and
 * iterations. Spark's start and end, that is what a fit of no iteration takes, stands apart.
 */
export async function compareWithSpark(million: string | undefined): Promise<void> {
  for (const shape of SHAPES) {
    if (million !== undefined && !shape.name.startsWith(`${million} `)) continue;
    const matrix = heavyTailedMatrix(shape, SEED);
    const parameters = parametersOf(64);
    console.log(
      `${shape.name} (${matrix.indices.length}), ${matrix.rows} x ${matrix.columns}, 64 factors, ${ITERATIONS} iterations`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'spark-bench-'));
    const options = { ...sparkOptions(z.object(sparkSettings).parse(process.env)), folder };
    const place = { ...options, work: join(folder, 'work'), log: join(folder, 'spark.log') };
    const spark = new SparkEngine(place, new KernelEngine(2));
    const liked = likedFiles(matrix, folder);
    const kernel = new KernelEngine(2);
    const silent = (): void => undefined;
    const ours = await timed(() => kernel.fit(matrix, parameters, silent));
    const memory = new PeakMemory(place.work);
    const theirs = await timed(() => spark.fit(liked, parameters, silent));
    const peak = memory.end();
    const idle = await timed(() => spark.fit(liked, { ...parameters, iterations: 0 }, silent));
    rmSync(folder, { recursive: true, force: true });
    const loss = (fit: Fit): number =>
      alsLoss(matrix, fit.userFactors, fit.songFactors, fit.factors, alsParameters(parameters));
    const [our, their] = [loss(ours.result), loss(theirs.result)];
    const { result } = await timed(() =>
      kernel.fit(matrix, { ...parameters, iterations: MOST_ITERATIONS, leastGain: Number.MIN_VALUE }, silent),
    );
    const reached = result.trace.losses.findIndex((value) => value <= their);
    console.log(
      `  kernel ${ours.seconds.toFixed(1)} s, loss ${our.toPrecision(7)}, peak of the process ${mebibytes(process.resourceUsage().maxRSS * 1024)} MiB`,
    );
    console.log(
      `  Spark  ${theirs.seconds.toFixed(1)} s (${idle.seconds.toFixed(1)} s with no iteration), loss ${their.toPrecision(7)}, peak of its processes ${mebibytes(peak)} MiB`,
    );
    console.log(
      `  the kernel reaches Spark's loss after ${reached === -1 ? `more than ${MOST_ITERATIONS}` : reached + 1} iterations; load average ${loadavg()[0]!.toFixed(1)}`,
    );
  }
}

/** What both can minimise. */
function parametersOf(factors: number): FitParameters {
  return {
    form: 'hkv',
    factors,
    iterations: ITERATIONS,
    cgSteps: 3,
    alpha: 2,
    regularization: 0.1,
    frequencyExponent: 1,
    frequency: 'observed',
    leastGain: 0,
    seed: SEED,
    itemShare: 0,
    itemNeighbours: 100,
    itemShrinkage: 30,
    itemRidge: 100,
    itemRidgeExponent: 0.25,
    itemDropout: 0,
    itemActivityExponent: 0,
  };
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** Most memory that all processes held together whose command lines name a folder. */
class PeakMemory {
  private peak = 0;
  private readonly timer = setInterval(() => this.look(), EVERY_MS);

  constructor(private readonly folder: string) {}

  end(): number {
    clearInterval(this.timer);
    return this.peak;
  }

  private look(): void {
    let sum = 0;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.folder)) continue;
        sum += 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
      } catch {
        // It has ended meanwhile.
      }
    }
    this.peak = Math.max(this.peak, sum);
  }
}
