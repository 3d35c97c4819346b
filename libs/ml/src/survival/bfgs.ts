export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly steps: number;
}

/** A function and its gradient at a point. */
export type Objective = (at: Float64Array) => { value: number; gradient: ArrayLike<number> };

/**
 * A local minimum from `start` by BFGS with a backtracking line search (Nocedal and Wright, "Numerical Optimization",
 * algorithm 6.1 with Armijo steps). Ends when the largest gradient component is at most `tolerance`, or nothing lowers
 * the value any more, or after `maxSteps`.
 */
export function minimise(
  objective: Objective,
  start: ArrayLike<number>,
  { tolerance = 1e-8, maxSteps = 500 } = {},
): Minimum {
  const n = start.length;
  let at = Float64Array.from(start);
  let { value, gradient } = objective(at);
  let inverse = identity(n);
  let steps = 0;
  for (; steps < maxSteps && largest(gradient) > tolerance; steps++) {
    let direction = times(inverse, gradient).map((d) => -d);
    let slope = inner(direction, gradient);
    if (!(slope < 0)) {
      inverse = identity(n);
      direction = Float64Array.from(gradient, (g) => -g);
      slope = inner(direction, gradient);
    }
    // The first direction is not scaled yet: no coordinate moves by more than 1.
    let length = steps === 0 ? Math.min(1, 1 / largest(direction)) : 1;
    let next = moved(at, direction, length);
    let found = objective(next);
    while (!(found.value <= value + 1e-4 * length * slope) && length > 1e-14) {
      length /= 2;
      next = moved(at, direction, length);
      found = objective(next);
    }
    if (!(found.value < value)) break;
    update(
      inverse,
      Float64Array.from(next, (v, i) => v - at[i]!),
      found.gradient,
      gradient,
    );
    at = next;
    ({ value, gradient } = found);
  }
  return { at, value, gradientNorm: largest(gradient), steps };
}

/** The BFGS update of the inverse Hessian in place; skipped when the curvature along the step is not positive. */
function update(
  inverse: Float64Array[],
  step: Float64Array,
  gradient: ArrayLike<number>,
  before: ArrayLike<number>,
): void {
  const change = Float64Array.from(step, (_, i) => gradient[i]! - before[i]!);
  const curvature = inner(step, change);
  if (curvature <= 1e-300) return;
  const image = times(inverse, change);
  const factor = 1 + inner(change, image) / curvature;
  for (let i = 0; i < step.length; i++) {
    for (let j = 0; j < step.length; j++)
      inverse[i]![j]! +=
        (factor * step[i]! * step[j]! - image[i]! * step[j]! - step[i]! * image[j]!) / curvature;
  }
}

function identity(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
}

function times(matrix: Float64Array[], vector: ArrayLike<number>): Float64Array {
  return Float64Array.from(matrix, (row) => inner(row, vector));
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function moved(at: Float64Array, direction: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(at, (v, i) => v + length * direction[i]!);
}

function largest(gradient: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < gradient.length; i++) most = Math.max(most, Math.abs(gradient[i]!));
  return most;
}
