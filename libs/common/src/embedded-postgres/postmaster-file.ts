import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running PostgreSQL writes into `postmaster.pid` of its data folder. */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** starting, stopping, ready or standby; empty while the file is still being written. */
  status: string;
}

/**
 * Reads the lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status.
 */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/** The postmaster.pid of a data folder, or null when there is none. */
export function readPostmasterFile(dataFolder: string): PostmasterFile | null {
  try {
    return parsePostmasterFile(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
