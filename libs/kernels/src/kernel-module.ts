import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Thrown when the compiled kernels are missing. */
export class KernelsNotBuilt extends Error {
  constructor(path: string) {
    super(`the numeric kernel ${path} has not been built: run "npm run build"`);
    this.name = 'KernelsNotBuilt';
  }
}

/** Path of a built file of this library, the same whether this module runs from its source (tests) or from dist. */
export function builtKernelFile(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new KernelsNotBuilt(name);
    folder = above;
  }
  const path = join(folder, 'dist', 'libs', 'kernels', name);
  if (!existsSync(path)) throw new KernelsNotBuilt(path);
  return path;
}

const modules = new Map<string, WebAssembly.Module>();

/**
 * The compiled kernel of this name; compiled once a process.
 * @throws KernelsNotBuilt when the build has not run.
 */
export function kernelModule(name: 'als' | 'serving' | 'regression' | 'boosting'): WebAssembly.Module {
  const known = modules.get(name);
  if (known !== undefined) return known;
  const compiled = new WebAssembly.Module(readFileSync(builtKernelFile(`${name}.wasm`)));
  modules.set(name, compiled);
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

/**
 * Frees memories of this thread that nothing refers to any more. V8 does not count memory that threads share, so that
 * by itself it would look for them when its own heap has grown.
 */
export function freeMemories(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
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
