import { dot } from './lanes';
import { rowNumber } from './row-numbers';

/**
 * The observed pairs' part of the objective and the penalty of these rows, float64, for rows from .. to - 1:
 *   sum weight (1 - p)^2 + bonus ((1 - p)^2 - p^2)  +  sum penalty |x|^2.
 * Passing `indices` 0 leaves the pairs out (for the other side, whose pairs are the same).
 */
export function lossPartial(
  from: u32,
  to: u32,
  starts: usize,
  indices: usize,
  wide: bool,
  weights: usize,
  penalties: usize,
  fixed: usize,
  solved: usize,
  width: usize,
  bonus: f64,
): f64 {
  const bytes = width * 4;
  let loss: f64 = 0;
  for (let row = <usize>from; row < <usize>to; row++) {
    const x = solved + row * bytes;
    loss += <f64>load<f32>(penalties + row * 4) * <f64>dot(x, x, bytes);
    if (indices === 0) continue;
    const end = <usize>load<u32>(starts + row * 4, 4);
    for (let n = <usize>load<u32>(starts + row * 4); n < end; n++) {
      const p = <f64>dot(x, fixed + rowNumber(indices, n, wide) * bytes, bytes);
      const miss = (1 - p) * (1 - p);
      loss += <f64>load<f32>(weights + n * 4) * miss + bonus * (miss - p * p);
    }
  }
  return loss;
}
