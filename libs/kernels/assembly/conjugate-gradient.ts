import { timesGram, timesGramOf4 } from './gram-product';
import { packedAt } from './gram';
import { addScaled, dot } from './lanes';
import { addGathered, addScattered, gather } from './observed-rows';
import { preconditionedSquare, turn } from './preconditioner';
import { numberAt } from './row-numbers';

/** Below this product of the residual with itself, preconditioned, a row counts as solved. */
const SOLVED: f32 = 1e-20;
/** Vectors a row needs in addition to its solution: residual, direction, product. */
const STATE: usize = 8;

/**
 * Solves batches of rows (see the sweep for their plan) with `steps` conjugate-gradient steps each,
 * warm-started, preconditioned by the diagonal of the Gram matrix plus the penalty. A row is solved earlier
 * when the square of its residual has fallen to `tolerance` of what it was; 0: by steps alone.
 * batches: first row of each batch, count + 1 values. A batch has 4, 8, 12 ... rows whose Gram products are
 * computed together, or any number below 4, one at a time. Threads take batches from the counter at
 * `control`. Scratch of this thread: `state` 3 x STATE + 2 vectors (the
 * last two are zeros and the diagonal) and the sizes behind them, `rows` capacity vectors, `pulls` capacity
 * floats.
 */
export function conjugateGradientSweep(
  control: usize,
  batches: usize,
  batchCount: u32,
  starts: usize,
  indices: usize,
  wide: bool,
  weights: usize,
  penalties: usize,
  fixed: usize,
  solved: usize,
  width: usize,
  packed: usize,
  bonus: f32,
  steps: i32,
  tolerance: f32,
  state: usize,
  rows: usize,
  pulls: usize,
  capacity: usize,
): void {
  const bytes = width * 4;
  const residuals = state;
  const directions = residuals + STATE * bytes;
  const products = directions + STATE * bytes;
  const zeros = products + STATE * bytes;
  const diagonal = zeros + bytes;
  const squares = diagonal + bytes;
  const limits = squares + STATE * 4;
  const offsets = limits + STATE * 4;
  for (let f: usize = 0; f < width; f++) store<f32>(diagonal + f * 4, load<f32>(packed + packedAt(f, f, width)));
  while (true) {
    const batch = atomic.add<u32>(control, 1);
    if (batch >= batchCount) return;
    const first = <usize>load<u32>(batches + ((<usize>batch) << 2));
    const size = <usize>load<u32>(batches + ((<usize>batch) << 2), 4) - first;
    const x = solved + first * bytes;
    timesGramOf(packed, x, products, width, size);
    let used: usize = 0;
    for (let n: usize = 0; n < size; n++) {
      const from = <usize>load<u32>(starts + (first + n) * 4);
      const count = <usize>load<u32>(starts + (first + n) * 4, 4) - from;
      const kept = min(count, capacity - used);
      store<u32>(offsets + n * 8, <u32>used);
      store<u32>(offsets + n * 8, <u32>kept, 4);
      const r = residuals + n * bytes;
      const own = x + n * bytes;
      const penalty = load<f32>(penalties + (first + n) * 4);
      startResidual(r, products + n * bytes, penalty, own, bytes);
      gather(
        fixed,
        numberAt(indices, from, wide),
        wide,
        weights + from * 4,
        kept,
        bytes,
        rows + used * bytes,
        pulls + used * 4,
        own,
        r,
        bonus,
      );
      if (kept < count) {
        const next = from + kept;
        addScattered(fixed, numberAt(indices, next, wide), wide, weights + next * 4, count - kept, own, r, bytes, true, bonus, zeros);
      }
      used += (kept + 3) & ~3;
      memory.fill(directions + n * bytes, 0, bytes);
      turn(directions + n * bytes, 0, r, diagonal, penalty, bytes);
      const square = preconditionedSquare(r, diagonal, penalty, bytes);
      store<f32>(squares + n * 4, square);
      store<f32>(limits + n * 4, max(SOLVED, tolerance * square));
    }
    for (let step = 0; step < steps && isAnyAbove(squares, limits, size); step++) {
      timesGramOf(packed, directions, products, width, size);
      for (let n: usize = 0; n < size; n++) {
        const square = load<f32>(squares + n * 4);
        if (!(square > load<f32>(limits + n * 4))) continue;
        const p = directions + n * bytes;
        const q = products + n * bytes;
        const r = residuals + n * bytes;
        const penalty = load<f32>(penalties + (first + n) * 4);
        addScaled(q, penalty, p, bytes);
        observe(starts, indices, wide, weights, first + n, fixed, p, q, bytes, zeros, rows, pulls, offsets + n * 8);
        const length = square / dot(p, q, bytes);
        addScaled(x + n * bytes, length, p, bytes);
        if (step + 1 === steps) continue;
        addScaled(r, -length, q, bytes);
        const next = preconditionedSquare(r, diagonal, penalty, bytes);
        turn(p, next / square, r, diagonal, penalty, bytes);
        store<f32>(squares + n * 4, next);
      }
    }
  }
}

function isAnyAbove(values: usize, limits: usize, size: usize): bool {
  for (let n: usize = 0; n < size; n++) if (load<f32>(values + n * 4) > load<f32>(limits + n * 4)) return true;
  return false;
}

function timesGramOf(packed: usize, p: usize, q: usize, width: usize, size: usize): void {
  let done: usize = 0;
  for (; done + 4 <= size; done += 4) timesGramOf4(packed, p + done * width * 4, q + done * width * 4, width);
  for (; done < size; done++) timesGram(packed, p + done * width * 4, q + done * width * 4, width);
}

/** r = -(gx + penalty x): what the residual is without the observed pairs. */
function startResidual(r: usize, gx: usize, penalty: f32, x: usize, bytes: usize): void {
  const k = f32x4.splat(penalty);
  for (const end = r + bytes; r < end; r += 16, gx += 16, x += 16) {
    v128.store(r, f32x4.neg(f32x4.add(v128.load(gx), f32x4.mul(k, v128.load(x)))));
  }
}

/** q += the observed pairs' part of A p: gathered rows first, those beyond the capacity where they stand. */
function observe(
  starts: usize,
  indices: usize,
  wide: bool,
  weights: usize,
  row: usize,
  fixed: usize,
  p: usize,
  q: usize,
  bytes: usize,
  zeros: usize,
  rows: usize,
  pulls: usize,
  offsets: usize,
): void {
  const at = <usize>load<u32>(offsets);
  const kept = <usize>load<u32>(offsets, 4);
  addGathered(rows + at * bytes, pulls + at * 4, (kept + 3) & ~3, p, q, bytes, false, 0);
  const from = <usize>load<u32>(starts + row * 4);
  const count = <usize>load<u32>(starts + row * 4, 4) - from;
  if (kept < count) {
    const next = from + kept;
    addScattered(fixed, numberAt(indices, next, wide), wide, weights + next * 4, count - kept, p, q, bytes, false, 0, zeros);
  }
}
