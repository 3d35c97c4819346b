import type { RankedIndices } from '#ml/factors';
import { TopK } from '#ml/factors';
import type { Excluded } from './row-bits.js';
import type { Asked, Boosted, VectorIndex } from './vector-index.js';
import { VectorScan } from './vector-scan.js';

/** Rows of a part: of 512 factors they take 2.7 of the 4 GiB that a kernel addresses. */
const ROWS = 2 ** 20;

/**
 * Exact search over a table of any size, in scans of equally many rows. A list holds the best of the lists of
 * all parts.
 */
export class VectorParts implements VectorIndex {
  readonly rows: number;
  readonly factors: number;

  private constructor(
    private readonly parts: readonly VectorScan[],
    private readonly partRows: number,
  ) {
    this.rows = parts.reduce((sum, { rows }) => sum + rows, 0);
    this.factors = parts[0]!.factors;
  }

  /**
   * The index of a table, made in steps of some milliseconds: a single scan where one holds all rows.
   * @param vectors rows x factors; copied. @param partRows a multiple of 8. @throws RangeError when a value is not
   * finite
   */
  static *inSteps(vectors: Float32Array, factors: number, partRows = ROWS): Generator<void, VectorIndex> {
    const parts: VectorScan[] = [];
    for (let from = 0; from === 0 || from < vectors.length; from += partRows * factors)
      parts.push(yield* VectorScan.inSteps(vectors.subarray(from, from + partRows * factors), factors));
    return parts.length === 1 ? parts[0]! : new VectorParts(parts, partRows);
  }

  vector(row: number): Float32Array {
    return this.partOf(row).vector(row % this.partRows);
  }

  norm(row: number): number {
    return this.partOf(row).norm(row % this.partRows);
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const vectors = new Float32Array(rows.length * this.factors);
    for (let n = 0; n < rows.length; n++) vectors.set(this.vector(rows[n]!), n * this.factors);
    return vectors;
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>, least?: Float32Array): Float32Array {
    const scores = new Float32Array(rows.length);
    this.parts.forEach((part, at) => {
      const isOwn = (_: unknown, n: number) => this.partOf(rows[n]!) === part;
      const own = Int32Array.from(scores.keys()).filter(isOwn);
      const found = part.scoresOf(
        query,
        own.map((n) => rows[n]! - at * this.partRows),
        least && Float32Array.from(own, (n) => least[n]!),
      );
      own.forEach((n, place) => (scores[n] = found[place]!));
    });
    return scores;
  }

  hide(row: number, isHidden = true): void {
    this.partOf(row).hide(row % this.partRows, isHidden);
  }

  top(
    query: Float32Array,
    k: number,
    excluded: Excluded = [],
    boosted: readonly Boosted[] = [],
  ): RankedIndices {
    return this.best(k, (part, first) => {
      const own = boosted.map(({ factor, others }) => ({ factor, others: others.part(first, part.rows) }));
      return [part.top(query, k, ownOf(part, first, excluded), own)];
    })[0]!;
  }

  topAmong(query: Float32Array, k: number, rows: ArrayLike<number>, excluded: Excluded = []): RankedIndices {
    return this.best(k, (part, first) => [
      part.topAmong(query, k, ownRows(rows, first), ownOf(part, first, excluded)),
    ])[0]!;
  }

  topOfEach(asked: readonly Asked[], k: number): RankedIndices[] {
    return this.best(k, (part, first) =>
      part.topOfEach(
        asked.map(({ query, excluded }) => ({ query, excluded: ownOf(part, first, excluded) })),
        k,
      ),
    );
  }

  nearest(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.best(k, (part, first) => [part.nearest(query, k, ownOf(part, first, excluded))])[0]!;
  }

  /** @param find the lists of one part, and where it begins */
  private best(k: number, find: (part: VectorScan, first: number) => RankedIndices[]): RankedIndices[] {
    const best: TopK[] = [];
    this.parts.forEach((part, at) => {
      const first = at * this.partRows;
      find(part, first).forEach(({ indices, scores }, list) => {
        const own = (best[list] ??= new TopK(k));
        indices.forEach((row, n) => own.offer(first + row, scores[n]!));
      });
    });
    return best.map((list) => list.take());
  }

  private partOf(row: number): VectorScan {
    return this.parts[Math.floor(row / this.partRows)]!;
  }
}

/** What is excluded of a part; rows outside it may be among those besides. */
function ownOf({ rows }: VectorScan, first: number, excluded: Excluded): Excluded {
  return 'bits' in excluded
    ? { bits: excluded.bits.part(first, rows), besides: ownRows(excluded.besides, first) }
    : ownRows(excluded, first);
}

function ownRows(rows: ArrayLike<number>, first: number): Int32Array {
  return Int32Array.from(rows, (row) => row - first);
}
