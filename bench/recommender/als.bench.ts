import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlsParameters } from '#kernels';
import type { SparseRows } from '#ml';
import { SeededRandom } from '#ml';
import { alsLoss } from './als-loss.js';
import { heavyTailedMatrix, LARGE_SHAPE, SMALL_SHAPE } from './heavy-tailed-matrix.js';
import { startImplicit, startOurs } from './line-process.js';

const SEED = 7;
/** As many as the service takes by default, and as implicit does. */
const STEPS = { ours: 2, theirs: 3 };
const SHAPES = { small: SMALL_SHAPE, large: LARGE_SHAPE };
export type ShapeName = keyof typeof SHAPES;

interface Fit {
  seconds: number[];
  /** Processor seconds of all threads from the second iteration on: less moved by what else the machine does. */
  cpu: number[];
  peakBytes: number;
}

/**
 * Time per iteration of our kernel and of implicit in turns, each in its own process, on the same matrix from
 * the same start with two threads and the conjugate-gradient steps that each takes by default: two
 * preconditioned ones of ours cost less than three plain ones and end at a lower loss. Both losses are
 * computed here, in float64; "all" is the sum of all iterations, our rotation included.
 */
export async function compareTraining(
  shape: ShapeName,
  factors: number,
  rounds: number,
  iterations: number,
): Promise<void> {
  const matrix = heavyTailedMatrix(SHAPES[shape], SEED);
  const parameters: AlsParameters = {
    form: 'hkv',
    alpha: 2,
    regularization: 10,
    frequencyExponent: 0,
    factors,
    iterations,
    steps: STEPS.ours,
    seed: SEED,
    initialScale: 0.1,
  };
  const { rows, columns } = matrix;
  const folder = mkdtempSync(join(tmpdir(), 'als-bench-'));
  leaveForBoth(folder, matrix, parameters);
  const ours: Fit[] = [];
  const theirs: Fit[] = [];
  const { regularization } = parameters;
  let isThere = false;
  for (let round = 0; round < rounds; round++) {
    // A process for each fit: memory that waits for the garbage collector is no part of a fit's need.
    const us = startOurs(folder);
    const peer = startImplicit(folder);
    isThere = peer !== null;
    ours.push(await us.ask<Fit>({ rows, columns, parameters }));
    us.end();
    const order = {
      kind: 'fit',
      rows,
      columns,
      factors,
      iterations,
      regularization,
      threads: 2,
      steps: STEPS.theirs,
    };
    if (peer !== null) theirs.push(await peer.ask<Fit>(order));
    peer?.end();
  }
  console.log(`${SHAPES[shape].name} (${matrix.indices.length} pairs), ${factors} factors, seed ${SEED}`);
  console.log(`  ours     ${describeFits(ours)}`);
  if (!isThere) console.log('  implicit is not installed in bench/peers/venv');
  else {
    console.log(`  implicit ${describeFits(theirs)}`);
    const ratio = (pick: (fits: Fit[]) => number) => (pick(ours) / pick(theirs)).toFixed(2);
    const losses = ['our', 'peer'].map((who) => lossOf(matrix, folder, who, parameters));
    const difference = ((losses[0]! / losses[1]! - 1) * 100).toFixed(4);
    console.log(
      `  ratio    wall min ${ratio(wallMin)} median ${ratio(wallMedian)}, all ${ratio(wallAll)}, processor min ${ratio(cpuMin)}, peak memory ${ratio(peak)}; ` +
        `loss ${losses[0]!.toPrecision(7)} against ${losses[1]!.toPrecision(7)} (${difference} %)`,
    );
  }
  console.log(`  load average ${loadavg()[0]!.toFixed(1)}`);
  rmSync(folder, { recursive: true });
}

const wallMin = (fits: Fit[]) => Math.min(...fits.flatMap((fit) => fit.seconds));
const wallMedian = (fits: Fit[]) => median(fits.flatMap((fit) => fit.seconds));
/** Seconds of all iterations of the fastest fit. */
const wallAll = (fits: Fit[]) =>
  Math.min(...fits.map((fit) => fit.seconds.reduce((sum, value) => sum + value, 0)));
const cpuMin = (fits: Fit[]) => Math.min(...fits.flatMap((fit) => fit.cpu));
const peak = (fits: Fit[]) => Math.max(...fits.map((fit) => fit.peakBytes));

function describeFits(fits: Fit[]): string {
  const times = `wall min ${wallMin(fits).toFixed(3)} median ${wallMedian(fits).toFixed(3)} s an iteration, all ${wallAll(fits).toFixed(3)} s`;
  return `${times}, processor min ${cpuMin(fits).toFixed(3)} s, peak ${(peak(fits) / 2 ** 20).toFixed(0)} MiB`;
}

/** The same matrix and starting vectors for both, as plain little-endian arrays. */
function leaveForBoth(folder: string, matrix: SparseRows, parameters: AlsParameters): void {
  const { factors, alpha } = parameters;
  const random = new SeededRandom(parameters.seed);
  const deviation = parameters.initialScale / Math.sqrt(factors);
  const start = (rows: number, isObserved: (row: number) => boolean) => {
    const vectors = new Float32Array(rows * factors);
    for (let row = 0; row < rows; row++) {
      if (!isObserved(row)) continue;
      for (let f = 0; f < factors; f++) vectors[row * factors + f] = random.even(deviation);
    }
    return vectors;
  };
  const columns = new Uint8Array(matrix.columns);
  for (const column of matrix.indices) columns[column] = 1;
  const write = (name: string, values: Uint8Array | Float32Array | Int32Array) =>
    writeFileSync(join(folder, name), values);
  write(
    'users.f32',
    start(matrix.rows, (row) => matrix.starts[row] !== matrix.starts[row + 1]),
  );
  write(
    'songs.f32',
    start(matrix.columns, (column) => columns[column] === 1),
  );
  write('starts.i32', matrix.starts);
  write('indices.i32', matrix.indices);
  write('weights.f32', matrix.weights);
  write(
    'confidence.f32',
    matrix.weights.map((weight) => 1 + alpha * weight),
  );
}

function lossOf(matrix: SparseRows, folder: string, who: string, parameters: AlsParameters): number {
  const read = (name: string) => new Float32Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
  return alsLoss(matrix, read(`${who}-users.f32`), read(`${who}-songs.f32`), parameters.factors, parameters);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
