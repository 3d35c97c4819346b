import type { BoostingOptions, ClassifierKind, ForestOptions } from '#ml';
import type { ModelParametersDto } from './searched-model.dto.js';

/** One choice of parameters. */
export type Point = Readonly<ModelParametersDto>;

/**
 * Leaves of the forest grow with the users, so that a forest of any population explains one user in about a
 * millisecond; explaining takes 0.1 ms a hundred trees of boosting.
 */
export const DEFAULT_PARAMETERS: ModelParametersDto = {
  shrinkage: 100,
  forestLeafShare: 1 / 150,
  maxLeaves: 8,
  minLeafRows: 40,
  l2: 5,
  columnShare: 0.5,
  learningRate: 0.05,
};

/** Those that matter to one kind of model. */
export const PARAMETERS_OF: Record<ClassifierKind, readonly (keyof ModelParametersDto)[]> = {
  'logistic-regression': ['shrinkage'],
  'random-forest': ['forestLeafShare'],
  'gradient-boosting': ['maxLeaves', 'minLeafRows', 'l2', 'columnShare', 'learningRate'],
};

/**
 * Rows that one tree is grown from at most, drawn anew for each. More hardly change a tree of a few leaves,
 * or of leaves that hold a share of the rows, and take longer in proportion.
 */
const MOST_ROWS_A_TREE = 60_000;

/** Boosting: small trees, slowly, until the users it stops on say so. @param rows that it grows from */
export function boostingSettings(
  { learningRate, maxLeaves, minLeafRows, l2, columnShare }: ModelParametersDto,
  rows: number,
  seed: number,
): Partial<BoostingOptions> {
  const rowShare = Math.min(1, MOST_ROWS_A_TREE / rows);
  return { trees: 400, learningRate, maxLeaves, minLeafRows, l2, columnShare, rowShare, patience: 20, seed };
}

/** @param rows that it grows from */
export function forestSettings(
  { forestLeafShare }: ModelParametersDto,
  rows: number,
  seed: number,
): Partial<ForestOptions> {
  const drawn = Math.min(rows, MOST_ROWS_A_TREE);
  const minLeafRows = Math.max(10, Math.ceil(drawn * forestLeafShare));
  return { trees: 100, minLeafRows, mostDrawn: drawn, seed };
}

/** Bounds of a search. */
const LEAST: Point = {
  shrinkage: 0.1,
  // A forest with smaller leaves explains a user too slowly, as does boosting with larger trees.
  forestLeafShare: 1 / 600,
  maxLeaves: 2,
  minLeafRows: 5,
  l2: 0.1,
  columnShare: 0.1,
  learningRate: 0.01,
};
const MOST: Point = {
  shrinkage: 100_000,
  forestLeafShare: 0.2,
  maxLeaves: 32,
  minLeafRows: 2_000,
  l2: 500,
  columnShare: 1,
  learningRate: 0.3,
};
const WHOLE: readonly (keyof Point)[] = ['maxLeaves', 'minLeafRows'];

/** Each named parameter made anew, log-uniformly between its bounds. */
export function changed(point: Point, names: readonly (keyof Point)[], next: () => number): Point {
  return names.reduce(
    (drawn, name) => ({
      ...drawn,
      [name]: bounded(name, LEAST[name] * (MOST[name] / LEAST[name]) ** next()),
    }),
    point,
  );
}

export function neighbours(point: Point, names: readonly (keyof Point)[], step: number): Point[] {
  return names.flatMap((name) =>
    [step, 1 / step].map((factor) => ({ ...point, [name]: bounded(name, point[name] * factor) })),
  );
}

function bounded(name: keyof Point, value: number): number {
  const within = Math.min(MOST[name], Math.max(LEAST[name], value));
  return WHOLE.includes(name) ? Math.round(within) : Number(within.toPrecision(3));
}

export function only(names: readonly (keyof Point)[], point: Point): Partial<Point> {
  return Object.fromEntries(names.map((name) => [name, point[name]]));
}
