import type { MemoryPlan } from './kernel-module.js';
import type { ServingKernel } from './serving-kernel.js';

/** Rows that are scored by one call of the kernel. */
const SCORED_TOGETHER = 8_192;

type ScorePlaces = Record<'places' | 'least' | 'scores', number>;

export function placeScores(plan: MemoryPlan): ScorePlaces {
  const place = (): number => plan.place(SCORED_TOGETHER * 4);
  return { places: place(), least: place(), scores: place() };
}

/** Scores rows of a table by their places. */
export class PlaceScores {
  private readonly places: Int32Array;
  private readonly least: Float32Array;
  private readonly scores: Float32Array;

  constructor(
    private readonly kernel: ServingKernel,
    { buffer }: WebAssembly.Memory,
    readonly at: ScorePlaces,
    private readonly placeOf: (row: number) => number,
  ) {
    this.places = new Int32Array(buffer, at.places, SCORED_TOGETHER);
    this.least = new Float32Array(buffer, at.least, SCORED_TOGETHER);
    this.scores = new Float32Array(buffer, at.scores, SCORED_TOGETHER);
  }

  /** @param table, query addresses. @param least as for `VectorIndex.scoresOf` */
  of(table: number, query: number, rows: ArrayLike<number>, least?: Float32Array): Float32Array {
    const { kernel, at } = this;
    const found = new Float32Array(rows.length);
    for (let first = 0; first < rows.length; first += SCORED_TOGETHER) {
      const count = Math.min(SCORED_TOGETHER, rows.length - first);
      for (let n = 0; n < count; n++) this.places[n] = this.placeOf(rows[first + n]!);
      if (least !== undefined) this.least.set(least.subarray(first, first + count));
      const leastAt = least === undefined ? 0 : at.least;
      kernel.scorePlaces(table, query, at.places, count, leastAt, at.scores);
      found.set(this.scores.subarray(0, count), first);
    }
    return found;
  }
}
