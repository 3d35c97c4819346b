import type { BigIntStats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';

/** A file as it was found, and where a link leads to; null: it cannot be read. */
export type SeenFile = { path: string; real: string; status: BigIntStats } | { path: string; real: null };

/** Looks at a file. Nothing outside of the root is looked at: `status` is that of the link then. */
export async function seenFile(root: string, path: string): Promise<SeenFile> {
  try {
    const status = await lstat(path, { bigint: true });
    if (!status.isSymbolicLink()) return { path, real: path, status };
    const real = await realpath(path);
    return { path, real, status: isBelow(root, real) ? await stat(real, { bigint: true }) : status };
  } catch {
    return { path, real: null };
  }
}

/** True when `path` is `root` or lies below it; both must be real paths. */
export function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
