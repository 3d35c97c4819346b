import { kernelModule } from './kernel-module.js';

type KernelFunction = (...values: number[]) => number;

/** The functions of the serving kernel, bound to one memory. */
export interface ServingKernel {
  clearBest: KernelFunction;
  sortBest: KernelFunction;
  scanRows: KernelFunction;
  scanMany: KernelFunction;
  scanCodes: KernelFunction;
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
