import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
