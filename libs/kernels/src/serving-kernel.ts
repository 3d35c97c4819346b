import type { RankedIndices } from '#ml/factors';
import { kernelModule } from './kernel-module.js';

type KernelFunction = (...values: number[]) => number;

/** The functions of the serving kernel, bound to one memory. */
export interface ServingKernel {
  clearBest: KernelFunction;
  sortBest: KernelFunction;
  scanRows: KernelFunction;
  scorePlaces: KernelFunction;
  solveRow: KernelFunction;
  explainColumns: KernelFunction;
  wideGramPartial: KernelFunction;
}

export function servingKernel(memory: WebAssembly.Memory): ServingKernel {
  const instance = new WebAssembly.Instance(kernelModule('serving'), { env: { memory } });
  return instance.exports as unknown as ServingKernel;
}

/** Factors rounded up to whole cache lines of 16 float32. */
export const paddedWidth = (factors: number): number => Math.ceil(factors / 16) * 16;

/** Bytes of the kernel's list of best rows. */
export const bestBytes = (k: number): number => 16 + 8 * k;

/** Most entries of one list. */
export const MOST_RESULTS = 10_000;

/** Sorts a list of best rows and copies it out of the kernel's memory. */
export function takeRanked(
  kernel: ServingKernel,
  memory: WebAssembly.Memory,
  best: number,
  k: number,
): RankedIndices {
  const size = kernel.sortBest(best);
  return {
    indices: new Int32Array(memory.buffer, best + 16 + 4 * k, size).slice(),
    scores: new Float64Array(new Float32Array(memory.buffer, best + 16, size)),
  };
}

/** @throws RangeError on a query of the wrong length or a list length outside 1 .. most. */
export function refuseBadRequest(isQueryLength: boolean, k: number, most: number): void {
  if (!isQueryLength)
    throw new RangeError('the query does not have as many values as the vectors have factors');
  if (!Number.isInteger(k) || k < 1 || k > most) {
    throw new RangeError(`k must be a whole number from 1 to ${most}, not ${k}`);
  }
}

/** NaN where one of the values is. */
export function largestMagnitude(values: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < values.length; n++) {
    const magnitude = Math.abs(values[n]!);
    if (magnitude > largest) largest = magnitude;
    else if (Number.isNaN(magnitude)) return NaN;
  }
  return largest;
}
