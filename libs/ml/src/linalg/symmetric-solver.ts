import { kernelModule } from '#kernels/module';
import type { MemoryPlan } from '#kernels/module';
import { choleskyFactor, choleskySolve } from './cholesky.js';

/** Smallest share of its diagonal that a pivot may keep in float32. */
const LEAST_PIVOT = 1e-4;
/** A residual below this share of the right side is none; the error of x is larger by the condition of the system. */
const LEAST_RESIDUAL = 1e-9;
const MOST_REFINEMENTS = 4;

interface Kernel {
  narrowSymmetric: (from: number, n: number, to: number, width: number) => void;
  factoriseSymmetric: (a: number, n: number, least: number) => number;
  solveFactorised: (a: number, n: number, b: number) => void;
  leaveResidual: (a: number, n: number, x: number, b: number, residual: number) => void;
}

/** Addresses in the memory of the kernel. */
export interface SolverPlaces {
  /** The system and its right side in float64, and in float32. */
  system: number;
  right: number;
  narrow: number;
  narrowRight: number;
  x: number;
  residual: number;
}

/**
 * Solves symmetric positive definite systems of up to so many unknowns: factorised in float32 by a kernel, refined by
 * residuals in float64 (Golub and Van Loan, 4th edition, 3.5.3), and in float64 throughout where that does not do.
 */
export class SymmetricSolver {
  /** The system to solve by rows, n x n from the beginning, of which the lower triangle is read. */
  readonly system: Float64Array;
  /** Its right side. */
  readonly right: Float64Array;
  private readonly kernel: Kernel;
  private readonly narrowRight: Float32Array;
  private readonly x: Float64Array;
  private readonly residual: Float64Array;

  /** @param most unknowns of a system. @param at as {@link place} has placed it */
  constructor(
    most: number,
    memory: WebAssembly.Memory,
    private readonly at: SolverPlaces,
  ) {
    const { buffer } = memory;
    this.kernel = new WebAssembly.Instance(kernelModule('regression'), { env: { memory } })
      .exports as unknown as Kernel;
    this.system = new Float64Array(buffer, at.system, most * most);
    this.right = new Float64Array(buffer, at.right, most);
    this.narrowRight = new Float32Array(buffer, at.narrowRight, padded(most));
    this.x = new Float64Array(buffer, at.x, most);
    this.residual = new Float64Array(buffer, at.residual, most);
  }

  static place(plan: MemoryPlan, most: number): SolverPlaces {
    const width = padded(most);
    return {
      system: plan.place(8 * most * most),
      right: plan.place(8 * most),
      narrow: plan.place(4 * width * width),
      narrowRight: plan.place(4 * width),
      x: plan.place(8 * most),
      residual: plan.place(8 * most),
    };
  }

  /**
   * Of the first n unknowns; the values of the system are lost.
   * @returns x, overwritten by the next; null where the system is not positive definite in float64
   */
  solve(n: number): Float64Array | null {
    if (this.solvesInFloat32(n)) return this.x.subarray(0, n);
    const x = this.right.slice(0, n);
    if (!choleskyFactor(this.system, n)) return null;
    choleskySolve(this.system, n, x);
    return x;
  }

  private solvesInFloat32(n: number): boolean {
    const { kernel, at, narrowRight, x } = this;
    const width = padded(n);
    kernel.narrowSymmetric(at.system, n, at.narrow, width);
    if (kernel.factoriseSymmetric(at.narrow, width, LEAST_PIVOT) === 0) return false;
    const residual = this.residual.subarray(0, n);
    const right = this.right.subarray(0, n);
    residual.set(right);
    x.fill(0, 0, n);
    const least = LEAST_RESIDUAL * largest(right);
    for (let step = 0; step <= MOST_REFINEMENTS; step++) {
      narrowRight.fill(0, n, width).set(residual);
      kernel.solveFactorised(at.narrow, width, at.narrowRight);
      for (let i = 0; i < n; i++) x[i]! += narrowRight[i]!;
      kernel.leaveResidual(at.system, n, at.x, at.right, at.residual);
      if (largest(residual) <= least) return true;
    }
    return false;
  }
}

const padded = (n: number): number => Math.ceil(n / 4) * 4;

/** NaN where one of the values is. */
function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= most)) most = size;
  }
  return most;
}
