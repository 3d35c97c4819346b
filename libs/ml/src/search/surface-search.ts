import { choleskyFactor, choleskySolve } from '../linalg/cholesky.js';
import { SeededRandom } from '../random/seeded-random.js';

/** A point of the unit cube: one number from 0 to 1 for each dimension. */
export type CubePoint = readonly number[];

interface SurfaceTry {
  point: CubePoint;
  score: number;
}

export interface SurfaceSearch {
  /** Tried first, in this order; at least one. */
  readonly first: readonly CubePoint[];
  /** How many points are spread over the cube after these. */
  readonly spread: number;
  /** How far from the best point the next one may be, in each dimension. Default: a third of the cube. */
  readonly radius?: number;
  /** Moves the points that are spread. */
  readonly seed: number;
  /** No attempt begins when this says false; the first is made all the same. */
  readonly hasTime: () => boolean;
  /** The score of one attempt, the higher the better; its errors end the search. */
  readonly attempt: (point: CubePoint) => Promise<number>;
}

const FIRST_RADIUS = 0.35;
/** The search ends at this radius. */
const LEAST_RADIUS = 0.06;
/** By this the radius shrinks after an attempt that was no better. */
const SHRINKS = 0.7;
/** Predictions are compared at so many places in each dimension. */
const PLACES = 13;
/** Keeps the quadratic near flat where points say nothing. */
const RIDGE = 1e-3;

/**
 * Searches the unit cube of a few dimensions for the best score where scores are noisy and the best points lie
 * on a ridge in any direction: a quadratic is fitted to the attempts near the best one, and its highest point
 * within the radius is tried next. Deterministic for its seed, but for `hasTime`. It ends when nothing has
 * helped for some attempts.
 * @returns every attempt, in their order
 */
export async function surfaceSearch(search: SurfaceSearch): Promise<SurfaceTry[]> {
  const { first, spread, seed, hasTime, attempt } = search;
  const tries: SurfaceTry[] = [];
  const goesOn = () => tries.length === 0 || hasTime();
  const tryOne = async (point: CubePoint) => tries.push({ point, score: await attempt(point) });
  for (const point of [...first, ...spreadPoints(spread, first[0]!.length, seed)]) {
    if (goesOn() && !isTried(tries, point, 1e-9)) await tryOne(point);
  }
  for (let radius = search.radius ?? FIRST_RADIUS; radius >= LEAST_RADIUS && goesOn();) {
    const best = bestTry(tries);
    const next = highest(tries, best, radius);
    if (next !== null) await tryOne(next);
    if (bestTry(tries) === best) radius *= SHRINKS;
  }
  return tries;
}

/** The earliest of equals. */
function bestTry(tries: readonly SurfaceTry[]): SurfaceTry {
  return tries.reduce((best, other) => (other.score > best.score ? other : best));
}

/**
 * Points with little space left between them, however many are taken: the additive sequence of the inverse
 * powers of the root of x^(d+1) = x + 1, which is the golden ratio for d = 1.
 */
function spreadPoints(count: number, dimensions: number, seed: number): CubePoint[] {
  let root = 2;
  for (let n = 0; n < 30; n++) root = (1 + root) ** (1 / (dimensions + 1));
  const random = new SeededRandom(seed);
  const from = Array.from({ length: dimensions }, () => random.next());
  return Array.from({ length: count }, (_, n) =>
    from.map((start, d) => (start + (n + 1) / root ** (d + 1)) % 1),
  );
}

function isTried(tries: readonly SurfaceTry[], point: CubePoint, within: number): boolean {
  return tries.some((other) => point.every((value, d) => Math.abs(value - other.point[d]!) <= within));
}

/** Where the quadratic is highest around the best point, away from what was tried; null where no place is left. */
function highest(tries: readonly SurfaceTry[], best: SurfaceTry, radius: number): CubePoint | null {
  const predict = quadratic(tries, best, radius);
  let found: CubePoint | null = null;
  let most = -Infinity;
  for (const point of placesAround(best.point, radius)) {
    const score = predict(point);
    if (score <= most || isTried(tries, point, radius / 4)) continue;
    found = point;
    most = score;
  }
  return found;
}

function placesAround(centre: CubePoint, radius: number): CubePoint[] {
  const steps = Array.from({ length: PLACES }, (_, n) => radius * ((2 * n) / (PLACES - 1) - 1));
  return centre.reduce<number[][]>(
    (points, value) =>
      points.flatMap((point) => steps.map((step) => [...point, Math.min(1, Math.max(0, value + step))])),
    [[]],
  );
}

/** Least squares, the nearer to the best point the more an attempt counts. */
function quadratic(
  tries: readonly SurfaceTry[],
  { point: centre, score: height }: SurfaceTry,
  radius: number,
): (point: CubePoint) => number {
  const termsOf = (point: CubePoint): number[] => {
    const moved = point.map((value, d) => (value - centre[d]!) / radius);
    return [1, ...moved, ...moved.flatMap((value, a) => moved.slice(a).map((other) => value * other))];
  };
  const rows = tries.map(({ point, score }) => {
    const terms = termsOf(point);
    const distance = terms.slice(1, 1 + point.length).reduce((sum, value) => sum + value * value, 0);
    return { terms, score: score - height, weight: Math.exp(-distance / 2) };
  });
  const size = termsOf(centre).length;
  const system = new Float64Array(size * size);
  const solution = new Float64Array(size);
  for (const { terms, score, weight } of rows) {
    terms.forEach((a, row) => {
      solution[row]! += weight * a * score;
      for (let column = 0; column <= row; column++)
        system[row * size + column]! += weight * a * terms[column]!;
    });
  }
  for (let row = 0; row < size; row++) system[row * size + row]! += RIDGE;
  choleskyFactor(system, size);
  choleskySolve(system, size, solution);
  return (point) => termsOf(point).reduce((sum, term, n) => sum + term * solution[n]!, 0);
}
