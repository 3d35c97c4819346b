import { readFileSync } from 'node:fs';
import { builtKernelFile } from './kernel-files.js';

/** A module with the one instruction f32x4.relaxed_madd, to ask the engine whether it knows relaxed SIMD. */
const RELAXED_PROBE = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 1, 253, 17, 65, 1, 253, 17, 65, 1, 253, 17, 253, 133, 2, 11],
]);

const modules = new Map<string, WebAssembly.Module>();

/**
 * Whether fused multiply-add is available: yes in Node 24, behind a flag in Node 20. Results differ in the
 * last bits.
 */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(RELAXED_PROBE);

/**
 * The compiled kernel of this name, in the fastest form that the engine runs; compiled once a process.
 * @throws KernelsNotBuilt when the build has not run.
 */
export function kernelModule(
  name: 'als' | 'serving' | 'regression',
  relaxed = hasRelaxedSimd(),
): WebAssembly.Module {
  const file = relaxed ? `${name}-relaxed.wasm` : `${name}.wasm`;
  const known = modules.get(file);
  if (known !== undefined) return known;
  const compiled = new WebAssembly.Module(readFileSync(builtKernelFile(file)));
  modules.set(file, compiled);
  return compiled;
}

const WASM_PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;
/** What 32-bit addresses reach. */
export const MOST_KERNEL_BYTES = WASM_PAGE_BYTES * MOST_PAGES;

/**
 * Memory of exactly this size: it never grows, so views of it never go stale.
 * @throws RangeError above 4 GiB, what 32-bit addresses reach.
 */
export function fixedMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / WASM_PAGE_BYTES);
  if (pages > MOST_PAGES) {
    throw new RangeError(
      `the problem needs ${Math.ceil(bytes / 2 ** 20)} MiB; the kernels address at most 4096 MiB`,
    );
  }
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Hands out aligned places in a memory, before it exists. */
export class MemoryPlan {
  /** The first KiB stays free, so that no place has address 0. */
  private end = 1024;

  get bytes(): number {
    return this.end;
  }

  /** Address of `bytes` bytes on a cache line of their own. */
  place(bytes: number): number {
    const at = this.end;
    this.end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }
}
