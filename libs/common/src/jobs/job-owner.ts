import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Job, PgBoss } from 'pg-boss';
import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedClient, CONNECTION_LIMITS } from '../database/bounded-client.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { HOLD_CONNECTION, LOCK_RUNNING_JOB, UNLOCK_RUNNING_JOB } from './job-owner.sql.js';
import { JobLease } from './job-lease.js';
import { PROCESS_ENDED } from './job-description.js';
import { JOB_QUEUE, OWNER_NAME, QUEUE_ANSWERS_WITHIN_MS } from './job-queue.js';

const TURN_MS = 500;
const RECONNECT_MS = 100;
const ANSWER_WITHIN_MS = 2_000;
/** When the server runs and refuses the process: before others take its jobs for dead, see DeadJobs. */
const REFUSED_FOR_MS = 1_000;
/**
 * When nothing answers: before the server takes the process for gone (HOLD_CONNECTION) and frees its locks.
 */
const SILENT_FOR_MS = 9_000;

interface HeldJob {
  readonly kind: string;
  readonly job: Job;
  readonly lease: JobLease;
  /** The connection that holds its lock. */
  lockedBy: BoundedClient | null;
  /** When its code ended, by performance.now(). */
  endedAt: number | null;
}

/**
 * Holds the jobs that this process runs. A connection of its own has a lock for each of them, and they are
 * confirmed twice a second. When the process ends, PostgreSQL frees the locks at once. When only the
 * connection ends, the process takes them again within {@link RECONNECT_MS}, before others count the jobs as
 * dead. A job that was marked failed is not confirmed: its code stops.
 */
@Injectable()
export class JobOwner {
  private readonly logger = new Logger('jobs');
  private readonly held = new Map<string, HeldJob>();
  private client: BoundedClient | null = null;
  /** Its transaction is open as long as jobs run, so that a pooler leaves the connection to this process. */
  private isPinned = false;
  private silenceLimitMs = SILENT_FOR_MS;
  private isAsking = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();
  private connecting: Promise<void> = Promise.resolve();

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    @Inject(OWNER_NAME) private readonly name: string,
    @Inject(SETTINGS) private readonly settings: PlatformSettings,
  ) {}

  start(): void {
    this.connecting = this.stayConnected();
    this.timer = setInterval(() => void this.turn(), TURN_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.closing.abort();
    await this.client?.end().catch(() => undefined);
    await this.connecting;
  }

  /** Takes a job that this process has just got from the queue. */
  hold(kind: string, job: Job): JobLease {
    const held: HeldJob = { kind, job, lease: new JobLease(), lockedBy: null, endedAt: null };
    this.held.set(job.id, held);
    void this.confirm([held]).catch(() => undefined);
    return held.lease;
  }

  /** The job's code has ended. The job stays this process's until the queue has its result. */
  release(id: string): void {
    const job = this.held.get(id);
    if (job !== undefined) job.endedAt = performance.now();
  }

  private async stayConnected(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const client = new BoundedClient({
        connectionString: this.settings.DATABASE_URL,
        application_name: this.name,
        ...CONNECTION_LIMITS,
        answerWithinMs: ANSWER_WITHIN_MS,
      });
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      client.on('error', ({ message }) => {
        this.logger.warn(`Lost the connection that holds running jobs: ${message}`);
      });
      try {
        await client.connect();
        signal.throwIfAborted();
        this.client = client;
        this.isPinned = false;
        this.silenceLimitMs = SILENT_FOR_MS;
        await this.turn();
        await ended;
      } catch (error) {
        if (isRefusal(error)) this.silenceLimitMs = REFUSED_FOR_MS;
        this.endSilent();
        await client.end().catch(() => undefined);
      }
      this.client = null;
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<void> {
    if (!this.isAsking) {
      this.isAsking = true;
      await this.confirm([...this.held.values()]).catch(() => undefined);
      this.isAsking = false;
    }
    // After a pause of the whole process an answer may have come that has not been read yet.
    setImmediate(() => {
      this.endSilent();
    });
  }

  private endSilent(): void {
    for (const { lease } of this.held.values()) lease.endAfterSilence(this.silenceLimitMs);
  }

  private async confirm(jobs: readonly HeldJob[]): Promise<void> {
    const { client } = this;
    if (client === null || jobs.length === 0) return;
    const askedAt = performance.now();
    for (const job of jobs) await this.lock(client, job);
    for (const { kind, job, lease, endedAt } of jobs) {
      // pg-boss returns how many jobs it found, and its types do not.
      const { affected } = (await this.queue.touch(kind, job)) as { affected: number };
      if (client !== this.client) return;
      if (affected === 1) lease.confirm(askedAt);
      else lease.lose(PROCESS_ENDED);
      if (affected === 1 && (endedAt === null || askedAt - endedAt < QUEUE_ANSWERS_WITHIN_MS)) continue;
      this.held.delete(job.id);
      await this.ask(client, UNLOCK_RUNNING_JOB, [job.id]);
    }
    if (this.held.size > 0 || !this.isPinned) return;
    this.isPinned = false;
    await this.ask(client, 'COMMIT');
  }

  /** Takes the lock of a job, or asks whether the connection that has it still answers. */
  private async lock(client: BoundedClient, held: HeldJob): Promise<void> {
    if (held.lockedBy === client) {
      await this.ask(client, 'SELECT');
      return;
    }
    held.lockedBy = client;
    if (!this.isPinned) {
      this.isPinned = true;
      await this.ask(client, HOLD_CONNECTION);
    }
    await this.ask(client, LOCK_RUNNING_JOB, [held.job.id]);
  }

  private async ask(client: BoundedClient, sql: string, parameters?: unknown[]): Promise<void> {
    try {
      await client.query(sql, parameters);
    } catch (error) {
      client.giveUp();
      throw error;
    }
  }
}

/**
 * Whether the server runs, takes others, and refused this connection. Class 57: it starts, stops or recovers.
 */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57') && !code.startsWith('E');
}
