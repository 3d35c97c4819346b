import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, whatever the current folder is. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

export const inRoot = (...parts) => join(ROOT, ...parts);

const BIN = inRoot('node_modules', '.bin');

/** What Node has compiled, for its next start: of what the build has made, so the next build removes it. */
export const COMPILE_CACHE = inRoot('dist', 'compile-cache');

/** The environment in which the project's own tools, and the pinned Node, come first. */
export function toolEnvironment() {
  const PATH = [BIN, machinePath()].join(delimiter);
  return { ...process.env, PATH };
}

/** PATH without the tools of this checkout: npm ci removes them while it runs. */
export function machinePath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => resolve(entry) !== BIN)
    .join(delimiter);
}

/** The files below a folder, in order; none where there is no folder. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** When the newest of these files and files of folders was changed; 0 where there is none. */
export function changedAt(...paths) {
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
  return Math.max(0, ...files.map((file) => statSync(file).mtimeMs));
}
