import { CoarseScan, CompactScan, direction, VectorScan } from '#kernels';
import type { VectorIndex } from '#kernels';
import { TopK } from '#ml';
import type { RankedIndices } from '#ml';
import { dot } from './dot.js';

/** Vectors of these rows, in their order, from where they are stored. */
export type ReadVectors = (rows: readonly number[]) => Promise<Float32Array[]>;

/** How the vectors of a version are kept while it serves. */
export interface VectorKeeping {
  songs: 'exact' | 'compact';
  users: 'exact' | 'compact' | 'stored';
  /** Reads users' vectors from the stored version; needed for `stored` alone. */
  readUsers: ReadVectors;
}

/** The vectors of users, held or read when they are needed; users without a history are never found. */
export interface UserVectors {
  /** Bytes held. */
  readonly bytes: number;
  of(rows: readonly number[]): Promise<Float32Array[]>;
  /** The inner product of `query` with each of some users' vectors. */
  scoresOf(query: Float32Array, rows: ArrayLike<number>): Promise<Float32Array>;
  /** The k users with the largest inner product. @param excluded rows in any order. */
  top(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices>;
  /** The k users with the largest cosine. */
  nearest(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices>;
}

/** Rows that are placed or hidden in one step: some milliseconds. */
const ROWS_A_STEP = 8_192;

/** @param isFound 1 for each user who may be found. */
export function* userVectors(
  vectors: Float32Array,
  factors: number,
  isFound: Uint8Array,
  { users, readUsers }: VectorKeeping,
): Generator<void, UserVectors> {
  if (users === 'stored') {
    const scan = new CoarseScan(vectors.length / factors, factors);
    for (let row = 0; row < scan.rows; row++) {
      scan.place(row, vectors.subarray(row * factors, (row + 1) * factors));
      if (isFound[row] === 0) scan.hide(row);
      if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
    return new StoredUserVectors(scan, readUsers);
  }
  const index = yield* vectorIndex(vectors, factors, users);
  yield;
  for (let row = 0; row < index.rows; row++) if (isFound[row] === 0) index.hide(row);
  return new HeldUserVectors(index);
}

/** A table of vectors in float32, or in half of the memory. */
export function* vectorIndex(
  vectors: Float32Array,
  factors: number,
  kept: 'exact' | 'compact',
): Generator<void, VectorIndex> {
  if (kept === 'exact') return yield* VectorScan.inSteps(vectors, factors);
  const index = new CompactScan(vectors.length / factors, factors);
  for (let row = 0; row < index.rows; row += ROWS_A_STEP) {
    index.place(row, vectors.subarray(row * factors, (row + ROWS_A_STEP) * factors));
    yield;
  }
  return index;
}

class HeldUserVectors implements UserVectors {
  constructor(private readonly index: VectorIndex) {}

  get bytes(): number {
    return this.index.bytes;
  }

  of(rows: readonly number[]): Promise<Float32Array[]> {
    return Promise.resolve(rows.map((row) => this.index.vector(row).slice()));
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>): Promise<Float32Array> {
    return Promise.resolve(this.index.scoresOf(query, rows));
  }

  top(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices> {
    return Promise.resolve(this.index.top(query, k, excluded));
  }

  nearest(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices> {
    return Promise.resolve(this.index.nearest(query, k, excluded));
  }
}

/** One byte a value in memory, for finding candidates; these are read as they were trained and ranked exactly. */
class StoredUserVectors implements UserVectors {
  constructor(
    private readonly scan: CoarseScan,
    readonly of: ReadVectors,
  ) {}

  get bytes(): number {
    return this.scan.bytes;
  }

  async scoresOf(query: Float32Array, rows: ArrayLike<number>): Promise<Float32Array> {
    return Float32Array.from(await this.of(Array.from(rows)), (vector) => dot(vector, query));
  }

  top(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices> {
    return this.rank(query, k, this.scan.candidates(query, k, excluded), (vector) => vector);
  }

  nearest(query: Float32Array, k: number, excluded: ArrayLike<number>): Promise<RankedIndices> {
    const candidates = this.scan.candidates(query, k, excluded, 'cosine');
    return this.rank(direction(query), k, candidates, direction);
  }

  private async rank(
    query: Float32Array,
    k: number,
    candidates: Int32Array,
    asRanked: (vector: Float32Array) => Float32Array,
  ): Promise<RankedIndices> {
    const rows = Array.from(candidates);
    const ranked = new TopK(k);
    (await this.of(rows)).forEach((vector, n) => {
      ranked.offer(rows[n]!, dot(asRanked(vector), query));
    });
    return ranked.take();
  }
}
