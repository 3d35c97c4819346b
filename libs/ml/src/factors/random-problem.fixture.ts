import type { SeededRandom } from '../random/seeded-random.js';
import type { SparseRows } from './sparse-rows.js';
import { sparseRowsFromTriples } from './sparse-rows.js';

interface ProblemShape {
  rows: number;
  columns: number;
  /** Whether some pairs occur more than once among the triples. */
  duplicates: boolean;
  /** Whether all weights are 1. */
  binary?: boolean;
}

/** A small random problem for the specs of this folder: as CSR and as dense cells (0 = not observed). */
export function randomProblem(
  random: SeededRandom,
  shape: ProblemShape,
): { matrix: SparseRows; cells: number[][] } {
  const { rows, columns } = shape;
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const rowOf: number[] = [];
  const columnOf: number[] = [];
  const weights: number[] = [];
  const entries = random.int(rows * columns + 1);
  for (let n = 0; n < entries; n++) {
    const row = random.int(rows);
    const column = random.int(columns);
    if (cells[row]![column]! > 0 && !shape.duplicates) continue;
    const weight = shape.binary === true ? 1 : (1 + random.int(16)) / 8; // exact in float32
    cells[row]![column]! += weight;
    rowOf.push(row);
    columnOf.push(column);
    weights.push(weight);
  }
  const matrix = sparseRowsFromTriples(
    rows,
    columns,
    Int32Array.from(rowOf),
    Int32Array.from(columnOf),
    Float32Array.from(weights),
  );
  return { matrix, cells };
}

/** Normal values, one after the other. */
export function randomVectors(random: SeededRandom, length: number): Float64Array {
  return Float64Array.from({ length }, () => random.normal());
}
