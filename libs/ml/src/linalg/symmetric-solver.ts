import { fixedMemory, kernelModule, MemoryPlan } from '#kernels/module';
import { choleskyFactor, choleskySolve } from './cholesky.js';

/** Smallest share of its diagonal that a pivot may keep in float32. */
const LEAST_PIVOT = 1e-4;
/** A residual below this share of the right side is none; the error of x is larger by the condition of the system. */
const LEAST_RESIDUAL = 1e-9;
const MOST_REFINEMENTS = 4;

interface Kernel {
  factoriseSymmetric: (a: number, n: number, least: number) => number;
  solveFactorised: (a: number, n: number, b: number) => void;
}

/**
 * Solves symmetric positive definite systems of up to so many unknowns: factorised in float32 by a kernel, refined by
 * residuals in float64 (Golub and Van Loan, 4th edition, 3.5.3), and in float64 throughout where that does not do.
 */
export class SymmetricSolver {
  private readonly kernel: Kernel;
  private readonly at: { system: number; right: number };
  private readonly system: Float32Array;
  private readonly right: Float32Array;
  private readonly residual: Float64Array;

  constructor(most: number) {
    const width = padded(most);
    const plan = new MemoryPlan();
    this.at = { system: plan.place(4 * width * width), right: plan.place(4 * width) };
    const memory = fixedMemory(plan.bytes);
    this.kernel = new WebAssembly.Instance(kernelModule('regression'), { env: { memory } })
      .exports as unknown as Kernel;
    this.system = new Float32Array(memory.buffer, this.at.system, width * width);
    this.right = new Float32Array(memory.buffer, this.at.right, width);
    this.residual = new Float64Array(most);
  }

  /**
   * x = A^-1 b.
   * @param a n x n, of which the lower triangle is read; its values are lost.
   * @param b length n; becomes x.
   * @returns false when A is not positive definite in float64
   */
  solve(a: Float64Array, n: number, b: Float64Array): boolean {
    if (this.solvesInFloat32(a, n, b)) return true;
    if (!choleskyFactor(a, n)) return false;
    choleskySolve(a, n, b);
    return true;
  }

  /** Leaves `b` as it is where the answer is false. */
  private solvesInFloat32(a: Float64Array, n: number, b: Float64Array): boolean {
    const width = this.copy(a, n);
    if (this.kernel.factoriseSymmetric(this.at.system, width, LEAST_PIVOT) === 0) return false;
    const residual = this.residual.subarray(0, n);
    residual.set(b);
    const x = new Float64Array(n);
    const least = LEAST_RESIDUAL * largest(b);
    for (let step = 0; step <= MOST_REFINEMENTS; step++) {
      this.right.fill(0, n, width).set(residual);
      this.kernel.solveFactorised(this.at.system, width, this.at.right);
      for (let i = 0; i < n; i++) x[i]! += this.right[i]!;
      leaveResidual(a, n, x, b, residual);
      if (largest(residual) <= least) {
        b.set(x);
        return true;
      }
    }
    return false;
  }

  /** The lower triangle, with rows of the identity behind it up to whole tiles; returns their width. */
  private copy(a: Float64Array, n: number): number {
    const width = padded(n);
    for (let i = 0; i < n; i++) this.system.set(a.subarray(i * n, i * n + i + 1), i * width);
    for (let i = n; i < width; i++) {
      this.system.fill(0, i * width, i * width + i);
      this.system[i * width + i] = 1;
    }
    return width;
  }
}

const padded = (n: number): number => Math.ceil(n / 4) * 4;

/** residual = b - A x by the lower triangle of A. */
function leaveResidual(
  a: Float64Array,
  n: number,
  x: Float64Array,
  b: Float64Array,
  residual: Float64Array,
): void {
  residual.set(b);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const own = x[i]!;
    let sum = a[row + i]! * own;
    for (let k = 0; k < i; k++) {
      const value = a[row + k]!;
      sum += value * x[k]!;
      residual[k]! -= value * own;
    }
    residual[i]! -= sum;
  }
}

/** NaN where one of the values is. */
function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= most)) most = size;
  }
  return most;
}
