import { takeRows } from '../linalg/dense-matrix.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { SeededRandom, mix32 } from '../random/seeded-random.js';

/** Rows with their outcomes. */
interface LabelledTable {
  readonly x: DenseMatrix;
  readonly labels: Uint8Array;
  /** As how many rows each one counts. */
  readonly weights: Float64Array;
}

/** How much a score falls when a column is shuffled: mean and standard deviation over the repeats. */
interface PermutationImportance {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

interface PermutationOptions {
  readonly repeats: number;
  readonly seed: number;
  /**
   * Rows to measure on at most, drawn at random: rows in the order of their ids are often in an order of
   * time.
   */
  readonly mostRows: number;
  /** Groups of columns to shuffle together, such as one quantity over nested windows. */
  readonly groups: readonly (readonly number[])[];
}

/**
 * Permutation importance (Breiman 2001, section 10; Fisher, Rudin and Dominici 2019): `score` (higher is better) of
 * `predict` on `x` against `labels`, minus the same with the rows of one column, or of a group of columns,
 * shuffled. Measure it on rows that were not learned from. Columns that say the same as others seem
 * unimportant alone: that is what groups are for.
 * @returns one entry for each group; every group has its own shuffles from the seed.
 */
export function permutationImportance(
  table: LabelledTable,
  predict: (x: DenseMatrix) => Float64Array,
  score: (predictions: Float64Array, labels: Uint8Array, weights: Float64Array) => number,
  { repeats, seed, mostRows, groups }: PermutationOptions,
): PermutationImportance {
  const { x, labels, weights } = drawRows(table, mostRows, seed);
  const whole = score(predict(x), labels, weights);
  const shuffled: DenseMatrix = { ...x, values: Float64Array.from(x.values) };
  const mean = new Float64Array(groups.length);
  const deviation = new Float64Array(groups.length);
  groups.forEach((columns, g) => {
    const random = new SeededRandom(mix32(mix32(seed) + g));
    const falls = Array.from({ length: repeats }, () => {
      const from = random.shuffle(Uint32Array.from({ length: x.rows }, (_, i) => i));
      copyColumns(x, columns, from, shuffled.values);
      return whole - score(predict(shuffled), labels, weights);
    });
    copyColumns(x, columns, null, shuffled.values);
    mean[g] = falls.reduce((sum, fall) => sum + fall, 0) / repeats;
    deviation[g] = Math.sqrt(falls.reduce((sum, fall) => sum + (fall - mean[g]!) ** 2, 0) / repeats);
  });
  return { mean, deviation };
}

function drawRows(table: LabelledTable, most: number, seed: number): LabelledTable {
  const { x, labels, weights } = table;
  if (x.rows <= most) return table;
  const rows = new SeededRandom(seed).shuffle(Uint32Array.from(labels, (_, i) => i)).subarray(0, most);
  return {
    x: takeRows(x, rows),
    labels: Uint8Array.from(rows, (row) => labels[row]!),
    weights: Float64Array.from(rows, (row) => weights[row]!),
  };
}

function copyColumns(
  x: DenseMatrix,
  columns: readonly number[],
  from: Uint32Array | null,
  into: Float64Array,
): void {
  for (const column of columns) {
    for (let i = 0; i < x.rows; i++)
      into[i * x.columns + column] = x.values[(from === null ? i : from[i]!) * x.columns + column]!;
  }
}
