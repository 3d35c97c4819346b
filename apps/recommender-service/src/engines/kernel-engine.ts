import { createHash } from 'node:crypto';
import { totalmem } from 'node:os';
import { compiledFile, runInThread } from '#common/threads';
import { alsBytes, freeMemories, MOST_KERNEL_BYTES, trainAls } from '#kernels';
import type { AlsParameters } from '#kernels';
import { emptyNeighbourLists, transpose } from '#ml';
import type { NeighbourLists, SparseRows } from '#ml';
import type { LikedSizes } from '../interactions/interaction-matrix.js';
import { itemPreferences, itemSolver } from './solve-items.js';
import type { ItemTask } from './solve-items.js';
import type { Fit, TrainingEngine } from './training-engine.js';
import type { FitParameters, ItemParameters } from './training-parameters.js';

const SOLVE_ITEMS = compiledFile('./solve-items.js', import.meta.url);
/**
 * Songs that are solved to estimate how long all of them would take, after a quarter of them has warmed up
 * the code.
 */
const SAMPLE = 240;
/** With fewer liked pairs starting a thread takes longer than what it does. */
const WORTH_A_THREAD = 20_000;
/** Of fewer the memory of a fit, or of item weights, may wait. */
const WORTH_FREEING = 200_000;

/** Neighbours that are kept for the next item weights of the same songs: 80 MB. */
const MOST_LISTED = 20_000_000;

/** Alternating least squares by the WebAssembly kernel and item weights, in the calling thread and others. */
export class KernelEngine implements TrainingEngine {
  /** Neighbours of songs, from the last item weights of each matrix, and what they depend on. */
  private readonly lists = new WeakMap<SparseRows, ItemParameters & { lists: NeighbourLists }>();

  /**
   * @param workers threads, the calling one among them; the model is the same for any number.
   * @param now milliseconds, by which it is estimated how long item weights would take.
   */
  constructor(
    private readonly workers: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async fit(liked: SparseRows, parameters: FitParameters, onShare: (share: number) => void): Promise<Fit> {
    const losses: number[] = [];
    const { users, items, iterations } = await trainAls(liked, alsParameters(parameters), {
      workers: this.workers,
      ...(parameters.leastGain > 0 ? { leastRelativeGain: parameters.leastGain } : {}),
      beforeIterations: () => onShare(0),
      afterIteration: ({ done, iterations: all, loss }) => {
        if (loss !== null) losses.push(loss);
        onShare(done / all);
      },
    });
    if (liked.indices.length >= WORTH_FREEING) freeMemories();
    const factorsSha256 = createHash('sha256').update(users).update(items).digest('hex');
    return {
      factors: parameters.factors,
      userFactors: users,
      songFactors: items,
      trace: { engine: 'kernel', iterations, losses, factorsSha256 },
    };
  }

  async itemWeights(
    liked: SparseRows,
    parameters: ItemParameters,
    mostSeconds = Infinity,
  ): Promise<SparseRows | null> {
    const weights = await this.solveItems(liked, parameters, mostSeconds);
    if (liked.indices.length >= WORTH_FREEING) freeMemories();
    return weights;
  }

  private async solveItems(
    liked: SparseRows,
    parameters: ItemParameters,
    mostSeconds: number,
  ): Promise<SparseRows | null> {
    const preferences = itemPreferences(liked, parameters);
    const songs = Int32Array.from({ length: liked.columns }, (_, song) => song);
    const lists = this.listsFor(liked, parameters);
    const solver = itemSolver(preferences, parameters, lists);
    const solve = (some: Int32Array) => ({ songs: some, rows: solver.weightsFor(some) });
    if (mostSeconds < Infinity && this.secondsToSolve(songs, solve) / this.workers > mostSeconds) return null;
    if (lists !== null) this.lists.set(liked, { ...parameters, lists });
    if (this.workers === 1 || liked.indices.length < WORTH_A_THREAD)
      return bySource([solve(songs)], liked.columns);
    // Songs in turns: where those of many listeners stand together, all threads get their share.
    const shares = Array.from({ length: this.workers }, (_, worker) =>
      songs.filter((song) => song % this.workers === worker),
    );
    const [ownShare, ...others] = shares;
    const beside = Promise.all(
      others.map(async (some) => {
        const task: ItemTask = { preferences, parameters, songs: some, lists };
        return { songs: some, rows: await runInThread<SparseRows>(SOLVE_ITEMS, task) };
      }),
    );
    // Awaited below; a failure meanwhile must not count as unheard.
    beside.catch(() => undefined);
    const own = solve(ownShare!);
    return bySource([own, ...(await beside)], liked.columns);
  }

  /** Those of earlier item weights where they do; null where they would take too much memory. */
  private listsFor(liked: SparseRows, parameters: ItemParameters): NeighbourLists | null {
    const { itemNeighbours, itemShrinkage, itemActivityExponent } = parameters;
    const known = this.lists.get(liked);
    const isSame =
      known?.itemShrinkage === itemShrinkage && known.itemActivityExponent === itemActivityExponent;
    if (isSame && known.lists.neighbours >= itemNeighbours) return known.lists;
    // Attempts with twice as many may follow.
    const most = [2, 1].map((times) => times * itemNeighbours).find((n) => liked.columns * n <= MOST_LISTED);
    return most === undefined ? null : emptyNeighbourLists(liked.columns, most);
  }

  /** About how long all songs take one thread, by some of them. */
  private secondsToSolve(songs: Int32Array, solve: (some: Int32Array) => unknown): number {
    solve(everyNth(songs, songs.length / (SAMPLE / 4)));
    const sample = everyNth(songs, songs.length / SAMPLE);
    const started = this.now();
    solve(sample);
    return (((this.now() - started) / 1000) * songs.length) / Math.max(1, sample.length);
  }
}

/** Weights that some songs get: one row for each of them. */
interface SolvedSongs {
  songs: Int32Array;
  rows: SparseRows;
}

function everyNth(songs: Int32Array, step: number): Int32Array {
  const count = Math.min(songs.length, Math.floor(songs.length / step));
  return Int32Array.from({ length: count }, (_, n) => songs[Math.floor(n * Math.max(1, step))]!);
}

/** Songs x songs: row i holds the weights of song i for others. Each song has been solved once. */
function bySource(parts: readonly SolvedSongs[], columns: number): SparseRows {
  const starts = new Int32Array(columns + 1);
  for (const { songs, rows } of parts) {
    songs.forEach((song, row) => (starts[song + 1] = rows.starts[row + 1]! - rows.starts[row]!));
  }
  for (let song = 0; song < columns; song++) starts[song + 1]! += starts[song]!;
  const indices = new Int32Array(starts[columns]!);
  const weights = new Float32Array(indices.length);
  for (const { songs, rows } of parts) {
    songs.forEach((song, row) => {
      const [from, to] = [rows.starts[row]!, rows.starts[row + 1]!];
      indices.set(rows.indices.subarray(from, to), starts[song]);
      weights.set(rows.weights.subarray(from, to), starts[song]);
    });
  }
  return transpose({ rows: columns, columns, starts, indices, weights });
}

/** The parameters as the kernel takes them. */
export function alsParameters(parameters: FitParameters): AlsParameters {
  return { ...parameters, steps: parameters.cgSteps, initialScale: 0.1 };
}

/**
 * Why the kernel cannot fit factors of these sizes, in a sentence with what can be done; null when it can.
 * @param machineBytes memory that this process may have
 */
export function fitRefusal(
  { users, songs, pairs }: LikedSizes,
  factors: number,
  machineBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity),
): string | null {
  const { least, whole } = alsBytes({ rows: users, columns: songs, pairs }, factors);
  // Pairs have been read, and vectors are copied out.
  const needed = 2 * whole;
  const isAddressed = least <= MOST_KERNEL_BYTES;
  if (isAddressed && (whole <= MOST_KERNEL_BYTES || needed <= machineBytes)) return null;
  const count = (value: number) => value.toLocaleString('en-US');
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const why = isAddressed
    ? `needs ${gib(needed)}, and this machine has ${gib(machineBytes)}`
    : `needs ${gib(least)} for the vectors of one side, and the kernel addresses 4 GiB`;
  return (
    `Fitting ${count(users)} users, ${count(songs)} songs and ${count(pairs)} pairs with ${factors} factors ${why}: ` +
    'lower RECOMMENDER_FACTORS, raise RECOMMENDER_MIN_LISTENERS, ' +
    'or let Spark train ({"engine": "spark"}), see docs/spark.md.'
  );
}
