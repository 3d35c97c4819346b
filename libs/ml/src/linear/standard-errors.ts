import { choleskySolve } from '../linalg/cholesky.js';
import type { Curvature } from './logistic-objective.js';

/**
 * Standard errors of the weights of the rows: the inverse of the observed information, `rows` times the
 * curvature of their mean loss, carried back from its basis (Wald; McCullagh and Nelder 1989, 4.4). A
 * direction without curvature, as separable classes have, gets a very large one.
 */
export function standardErrors(
  { basis: { rows: d, columns, values }, factor }: Curvature,
  rows: number,
): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    const direction = values.subarray(j * columns, (j + 1) * columns);
    const inverse = direction.slice();
    choleskySolve(factor, columns, inverse);
    return Math.sqrt(inverse.reduce((sum, value, k) => sum + value * direction[k]!, 0) / rows);
  });
}
