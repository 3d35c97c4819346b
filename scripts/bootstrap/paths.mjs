import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, whatever the current folder is. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

export const inRoot = (...parts) => join(ROOT, ...parts);

const BIN = inRoot('node_modules', '.bin');

/** The environment in which the project's own tools, and the pinned Node, come first. */
export function toolEnvironment() {
  return { ...process.env, PATH: [BIN, machinePath()].join(delimiter) };
}

/** PATH without the tools of this checkout: npm ci removes them while it runs. */
export function machinePath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => resolve(entry) !== BIN)
    .join(delimiter);
}
