import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../calendar/days.js';

/** The checkout is one folder further up from a compiled file, in dist/. */
const ROOT = new URL(import.meta.url.endsWith('.ts') ? '../../../../' : '../../../../../', import.meta.url);

export function inCheckout(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

/** Settings of a service that hands work to Spark. */
export const sparkSettings = {
  SPARK_SUBMIT: z
    .string()
    .min(1)
    .optional()
    .describe('spark-submit of Spark 4; not set: the one of npm run spark:setup'),
  SPARK_MASTER: z
    .string()
    .regex(/^(local|spark:\/\/|yarn|k8s:\/\/)/, 'must be local[*], spark://host:port, yarn or k8s://url')
    .default('local[*]')
    .describe('local[*], or the master of a cluster (spark://, yarn, k8s://)'),
  SPARK_CONF: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter((part) => part !== ''))
    .refine((parts) => parts.every((part) => /^spark\.[^=]+=/.test(part)), {
      message: 'must be spark.<name>=<value>, several with spaces between',
    })
    .describe('Spark properties, such as spark.driver.memory=4g spark.executor.memory=8g'),
  SPARK_WAIT_MINUTES: z.coerce
    .number()
    .gt(0)
    .max(10_080)
    .default(30)
    .describe('longest wait for a first free worker of the cluster'),
  SPARK_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe(
      'folder for data and logs of jobs, at the same path for all executors; not set: .musicbox/spark',
    ),
};

type SparkSettings = z.infer<z.ZodObject<typeof sparkSettings>>;

/** How to start a job of Spark. */
export interface SparkOptions {
  submit: string;
  master: string;
  /** name=value */
  conf: string[];
  /** How long a job may wait for a first free worker. */
  waitMinutes: number;
  folder: string;
}

export function sparkOptions(settings: SparkSettings): SparkOptions {
  return {
    submit: settings.SPARK_SUBMIT ?? inCheckout('.musicbox/spark-venv/bin/spark-submit'),
    master: settings.SPARK_MASTER,
    conf: settings.SPARK_CONF,
    waitMinutes: settings.SPARK_WAIT_MINUTES,
    folder: settings.SPARK_FOLDER ?? inCheckout('.musicbox/spark'),
  };
}

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
