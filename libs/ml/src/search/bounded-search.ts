import { SeededRandom } from '../random/seeded-random.js';

/** What is searched, how points are made, and when to stop. */
export interface BoundedSearch<Point, Attempt> {
  readonly start: Point;
  /** Points that were good elsewhere, tried before any are drawn. */
  readonly known: readonly Point[];
  /** How many points are drawn over the whole space before the climb begins. */
  readonly draws: number;
  readonly drawn: (random: SeededRandom, best: Point) => Point;
  /** Points that differ from the given one in one parameter, by a factor of `step` where it is a number. */
  readonly neighbours: (point: Point, step: number) => readonly Point[];
  readonly seed: number;
  /** Most attempts, the first of which is the start. */
  readonly attempts: number;
  /** No attempt begins when this says false; the first is made all the same. */
  readonly hasTime: () => boolean;
  /** Points of one key are tried once. */
  readonly keyOf: (point: Point) => string;
  /** One attempt; its errors end the search. */
  readonly attempt: (point: Point) => Attempt | Promise<Attempt>;
  /** The higher, the better. */
  readonly scoreOf: (attempt: Attempt) => number;
}

const FIRST_STEP = 4;
/** The climb ends when a step of this factor does not help any more. */
const LEAST_STEP = 1.2;

/**
 * Bounded search for the point with the best score: the start, known points, some that are drawn, then a
 * climb from the best of them, one parameter at a time with steps that shrink. Deterministic for its seed,
 * but for `hasTime`.
 * @returns every attempt, in their order; the first is that of the start
 */
export async function boundedSearch<Point, Attempt>(
  search: BoundedSearch<Point, Attempt>,
): Promise<Attempt[]> {
  const { start, known, draws, drawn, neighbours, seed } = search;
  const tries = new Tries(search);
  let best = await tries.at(start);
  const tryOne = async (point: Point) => {
    if (!tries.hasBudget()) return;
    const found = await tries.at(point);
    if (found.score > best.score) best = found;
  };
  for (const point of known) await tryOne(point);
  const random = new SeededRandom(seed);
  for (let n = 0; n < draws && tries.hasBudget(); n++) await tryOne(drawn(random, best.point));
  for (let step = FIRST_STEP; step >= LEAST_STEP && tries.hasBudget();) {
    const before = best;
    for (const point of neighbours(before.point, step)) await tryOne(point);
    if (best === before) step = Math.sqrt(step);
  }
  return tries.attempts;
}

/** Runs attempts, each point once. */
class Tries<Point, Attempt> {
  readonly attempts: Attempt[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly search: BoundedSearch<Point, Attempt>) {}

  hasBudget(): boolean {
    return this.attempts.length < this.search.attempts && this.search.hasTime();
  }

  async at(point: Point): Promise<{ point: Point; score: number }> {
    const key = this.search.keyOf(point);
    let score = this.known.get(key);
    if (score === undefined) {
      const attempt = await this.search.attempt(point);
      score = this.search.scoreOf(attempt);
      this.known.set(key, score);
      this.attempts.push(attempt);
    }
    return { point, score };
  }
}
