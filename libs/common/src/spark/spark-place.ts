import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../calendar/days.js';
import type { SparkOptions } from './spark-settings.js';

/** Where a job of the queue lets Spark work. */
export interface SparkPlace extends SparkOptions {
  /** Folder for what goes there and comes back; may not exist yet. */
  work: string;
  /** File that all that Spark prints is added to. It stays as long as the job is known. */
  log: string;
}

/** Jobs are forgotten after so many days, see JobsService. */
const LOG_DAYS = 90;
/** What lies there longer belongs to a process that was killed. */
const WORK_DAYS = 2;

/** Makes the place of a job, and drops what older jobs have left behind. */
export async function openSparkPlace(options: SparkOptions, jobId: string): Promise<SparkPlace> {
  await mkdir(options.folder, { recursive: true });
  for (const name of await readdir(options.folder)) {
    const path = join(options.folder, name);
    const days = (Date.now() - (await stat(path)).mtimeMs) / DAY_MS;
    if (days > (name.endsWith('.log') ? LOG_DAYS : WORK_DAYS))
      await rm(path, { recursive: true, force: true });
  }
  return { ...options, work: join(options.folder, jobId), log: join(options.folder, `${jobId}.log`) };
}

/** Removes all but the log. Spark may be about to end, and write while its folder is removed. */
export async function closeSparkPlace({ work }: SparkPlace): Promise<void> {
  await rm(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
