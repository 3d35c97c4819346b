import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlsParameters, SparseRows } from '#ml';
import { alsLoss, SeededRandom } from '#ml';
import { trainAls } from '#kernels';
import { heavyTailedMatrix, LARGE_SHAPE, SMALL_SHAPE } from './heavy-tailed-matrix.js';
import { ImplicitPeer } from './implicit-peer.js';

const SEED = 7;
const ITERATIONS = 3;
const SHAPES = { small: SMALL_SHAPE, large: LARGE_SHAPE };

/** Time per iteration of our kernel and of implicit, in turns, from the same start: usage als.bench.js [small|large] [factors] [rounds]. */
async function compare(shape: keyof typeof SHAPES, factors: number, rounds: number): Promise<void> {
  const matrix = heavyTailedMatrix(SHAPES[shape], SEED);
  const parameters: AlsParameters = {
    form: 'hkv',
    alpha: 2,
    regularization: 10,
    frequencyExponent: 0,
    factors,
    iterations: ITERATIONS,
    solver: { kind: 'conjugate-gradient', steps: 3 },
    seed: SEED,
    initialScale: 0.1,
  };
  const folder = mkdtempSync(join(tmpdir(), 'als-bench-'));
  const peer = ImplicitPeer.start(folder);
  leaveForPeer(folder, matrix, parameters);
  const ours: number[] = [];
  const theirs: number[] = [];
  let losses = { ours: NaN, theirs: NaN };
  let peakBytes = NaN;
  for (let round = 0; round < rounds; round++) {
    const { users, items } = await trainAls(matrix, parameters, {
      workers: 2,
      afterIteration: ({ seconds }) => ours.push(seconds),
    });
    if (peer !== null) {
      const answer = await peer.ask<{ seconds: number[] }>({
        kind: 'fit',
        factors,
        iterations: ITERATIONS,
        threads: 2,
        steps: 3,
        regularization: parameters.regularization,
        rows: matrix.rows,
        columns: matrix.columns,
      });
      theirs.push(...answer.seconds);
      peakBytes = answer.peakBytes;
    }
    if (round === 0) {
      losses = {
        ours: lossOf(matrix, users, items, parameters),
        theirs:
          peer === null
            ? NaN
            : lossOf(matrix, floats(folder, 'peer-users.f32'), floats(folder, 'peer-songs.f32'), parameters),
      };
    }
  }
  peer?.end();
  rmSync(folder, { recursive: true });
  print({
    shape,
    factors,
    pairs: matrix.indices.length,
    ours,
    theirs,
    losses,
    peakBytes,
    hasPeer: peer !== null,
  });
}

function print(result: {
  shape: keyof typeof SHAPES;
  factors: number;
  pairs: number;
  ours: number[];
  theirs: number[];
  losses: { ours: number; theirs: number };
  peakBytes: number;
  hasPeer: boolean;
}): void {
  const { ours, theirs, losses } = result;
  const parts = [
    `${SHAPES[result.shape].name} (${result.pairs} pairs), ${result.factors} factors:`,
    `ours min ${Math.min(...ours).toFixed(3)} median ${median(ours).toFixed(3)} s/iteration`,
  ];
  if (result.hasPeer) {
    parts.push(
      `implicit min ${Math.min(...theirs).toFixed(3)} median ${median(theirs).toFixed(3)}`,
      `ratio min ${(Math.min(...ours) / Math.min(...theirs)).toFixed(2)} median ${(median(ours) / median(theirs)).toFixed(2)}`,
      `loss ours ${losses.ours.toPrecision(7)} implicit ${losses.theirs.toPrecision(7)} (${((losses.ours / losses.theirs - 1) * 100).toFixed(4)} %)`,
      `implicit peak ${(result.peakBytes / 2 ** 20).toFixed(0)} MiB`,
    );
  } else parts.push('implicit: not installed (bench/peers/venv)');
  parts.push(
    `our process peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
    `load ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(parts.join('; '));
}

/** The same matrix, confidence and starting vectors, as plain little-endian arrays. */
function leaveForPeer(folder: string, matrix: SparseRows, parameters: AlsParameters): void {
  const random = new SeededRandom(parameters.seed);
  const deviation = parameters.initialScale / Math.sqrt(parameters.factors);
  const start = (rows: number, isObserved: (row: number) => boolean) => {
    const vectors = new Float32Array(rows * parameters.factors);
    for (let row = 0; row < rows; row++) {
      if (!isObserved(row)) continue;
      for (let f = 0; f < parameters.factors; f++)
        vectors[row * parameters.factors + f] = deviation * random.normal();
    }
    return vectors;
  };
  const columns = new Uint8Array(matrix.columns);
  for (const column of matrix.indices) columns[column] = 1;
  writeFileSync(
    join(folder, 'users.f32'),
    start(matrix.rows, (row) => matrix.starts[row] !== matrix.starts[row + 1]),
  );
  writeFileSync(
    join(folder, 'songs.f32'),
    start(matrix.columns, (column) => columns[column] === 1),
  );
  writeFileSync(join(folder, 'starts.i32'), matrix.starts);
  writeFileSync(join(folder, 'indices.i32'), matrix.indices);
  writeFileSync(
    join(folder, 'confidence.f32'),
    matrix.weights.map((weight) => 1 + parameters.alpha * weight),
  );
}

function lossOf(
  matrix: SparseRows,
  users: Float32Array,
  items: Float32Array,
  parameters: AlsParameters,
): number {
  return alsLoss(matrix, Float64Array.from(users), Float64Array.from(items), parameters.factors, parameters);
}

function floats(folder: string, name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

const [shape = 'small', factors = '64', rounds = '3'] = process.argv.slice(2);
await compare(shape as keyof typeof SHAPES, Number(factors), Number(rounds));
