import { dot } from './lanes';
import { rowNumber } from './row-numbers';

/**
 * Adds to `loss` the observed pairs' part of the objective and the penalty of rows from .. to - 1, float64:
 *   sum weight (1 - p)^2 + bonus ((1 - p)^2 - p^2)  +  sum penalty |x|^2.
 * Without `observed` the pairs are left out (for the other side, whose pairs are the same).
 */
export function lossPartial(
  loss: f64,
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
  observed: bool,
): f64 {
  const bytes = width * 4;
  for (let row = <usize>from; row < <usize>to; row++) {
    const x = solved + row * bytes;
    loss += <f64>load<f32>(penalties + row * 4) * <f64>dot(x, x, bytes);
    if (!observed) continue;
    const end = <usize>load<u32>(starts + row * 4, 4);
    for (let n = <usize>load<u32>(starts + row * 4); n < end; n++) {
      const p = <f64>dot(x, fixed + rowNumber(indices, n, wide) * bytes, bytes);
      const miss = (1 - p) * (1 - p);
      loss += <f64>load<f32>(weights + n * 4) * miss + bonus * (miss - p * p);
    }
  }
  return loss;
}
