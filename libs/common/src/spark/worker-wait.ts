import { SparkFailed } from './exit-reason.js';
import type { SparkPlace } from './spark-settings.js';

/** Spark says so every 15 s until the first task of the job has begun, and never again. */
const STARVED = /Initial job has not accepted any resources/;
/** Without the line for so long, a task has begun. */
const SILENCE_MS = 25_000;
const MINUTE_MS = 60_000;

/**
 * Follows, by what Spark prints, whether a job waits for a first free worker, and whether it has waited long
 * enough.
 */
export class WorkerWait {
  private since: number | null = null;
  private heardAt = -Infinity;
  private hasEnded = false;

  constructor(private readonly place: Pick<SparkPlace, 'master' | 'waitMinutes' | 'log'>) {}

  /** Null while it does not wait. */
  get sentence(): string | null {
    if (Date.now() - this.heardAt > SILENCE_MS) return null;
    return `waits for a free worker of ${this.place.master}`;
  }

  /** Whether the job is to end, now that Spark has said this. */
  isOver(line: string): boolean {
    if (!STARVED.test(line)) return false;
    this.heardAt = Date.now();
    this.since ??= this.heardAt;
    this.hasEnded = this.heardAt - this.since >= this.place.waitMinutes * MINUTE_MS;
    return this.hasEnded;
  }

  /** @throws SparkFailed with what to do, where the wait has ended the job */
  throwIfOver(): void {
    if (!this.hasEnded) return;
    const { master, waitMinutes, log } = this.place;
    throw new SparkFailed(
      `${master} had no free worker for ${waitMinutes} minutes: start workers, end other applications there, or ask each worker for less ` +
        `(spark.executor.memory and spark.cores.max in SPARK_CONF). SPARK_WAIT_MINUTES says how long a job waits. Its log: ${log}`,
    );
  }
}
