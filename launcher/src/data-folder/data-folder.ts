import { accessSync, constants, existsSync, mkdirSync, renameSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../launcher-error.js';

/** Less than this and PostgreSQL would soon fail half-way through a load. */
const LEAST_FREE_MB = 300;

/** The places inside the data folder. */
export interface DataFolder {
  root: string;
  postgres: string;
  sampleLogs: string;
  serviceLogs: string;
  keys: string;
  access: string;
  launcherLock: string;
  services: string;
  loaded: string;
  churnWindows: string;
}

/**
 * Makes the data folder and checks that it can be written and has room.
 * @throws LauncherError when the disk is nearly full
 */
export function openDataFolder(root: string): DataFolder {
  const folder: DataFolder = {
    root,
    postgres: join(root, 'postgres'),
    sampleLogs: join(root, 'sample-logs'),
    serviceLogs: join(root, 'logs'),
    keys: join(root, 'keys.json'),
    access: join(root, 'access.json'),
    launcherLock: join(root, 'launcher.lock'),
    services: join(root, 'services.json'),
    loaded: join(root, 'loaded.json'),
    churnWindows: join(root, 'churn-windows.json'),
  };
  if (existsSync(root)) accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  mkdirSync(folder.serviceLogs, { recursive: true });
  const { bavail, bsize } = statfsSync(root);
  const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMb < LEAST_FREE_MB) {
    throw new LauncherError(
      `The disk that holds ${root} has only ${freeMb} MB left, and at least ${LEAST_FREE_MB} MB are needed: free some space or choose another folder with --data.`,
    );
  }
  return folder;
}

/**
 * Replaces a file in one step, readable by its owner alone: a reader sees the old or the new content, never
 * half.
 */
export function writePrivately(path: string, content: unknown): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
