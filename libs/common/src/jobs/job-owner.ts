import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedClient, CONNECTION_LIMITS } from '../database/bounded-client.js';
import { SERVICE_NAME, SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { LOCK_RUNNING_JOB, SELECT_ACTIVE, UNLOCK_RUNNING_JOB } from './job-owner.sql.js';
import { PROCESS_ENDED } from './job-description.js';
import { JobLost } from './running-job.js';
import type { RunningJob } from './running-job.js';

const TURN_MS = 500;
const RECONNECT_MS = 100;
/** A machine with too little to run on answers late, and still holds the locks. */
const ANSWER_WITHIN_MS = 20_000;
/**
 * Before the heartbeat of a job, renewed until then, is too old and another process may run it
 * (HEARTBEAT_SECONDS). A check that is only late stops nothing.
 */
const SILENT_FOR_MS = 45_000;

interface HeldJob {
  readonly job: RunningJob;
  /** The connection that holds its lock. */
  lockedBy: BoundedClient | null;
}

/**
 * Holds the jobs that this process runs. A connection of its own has a lock for each of them, and confirms
 * twice a second that they run. When the process ends, PostgreSQL frees the locks at once. When only the
 * connection ends, the process takes them again within {@link RECONNECT_MS}, before others count the jobs as
 * dead; where the server refuses it, they are marked failed. A job that was marked failed does not run any
 * more: its code stops.
 */
@Injectable()
export class JobOwner {
  private readonly logger = new Logger('jobs');
  private readonly held = new Map<string, HeldJob>();
  private client: BoundedClient | null = null;
  /** Its transaction is open as long as jobs run, so that a pooler leaves the connection to this process. */
  private isPinned = false;
  /** One after the other, so that no job is confirmed before its lock is held. */
  private confirming: Promise<void> = Promise.resolve();
  private questions = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();
  private connecting: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SERVICE_NAME) private readonly service: string,
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

  /** Takes a job that this process has just got from the queue, until the queue has its result. */
  hold(job: RunningJob): void {
    this.held.set(job.jobId, { job, lockedBy: null });
    void this.confirm();
  }

  private async stayConnected(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const client = new BoundedClient({
        connectionString: this.settings.DATABASE_URL,
        application_name: `${this.service} running jobs`,
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
        await this.turn();
        await ended;
      } catch {
        await client.end().catch(() => undefined);
      }
      this.client = null;
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<void> {
    if (this.questions === 0) await this.confirm();
    // After a pause of the whole process an answer may have come that has not been read yet.
    setImmediate(() => {
      for (const { job } of this.held.values()) job.endAfterSilence(SILENT_FOR_MS);
    });
  }

  private confirm(): Promise<void> {
    this.questions++;
    this.confirming = this.confirming
      .then(() => this.confirmAll())
      .catch(() => undefined)
      .finally(() => this.questions--);
    return this.confirming;
  }

  private async confirmAll(): Promise<void> {
    const { client } = this;
    if (client === null || this.held.size === 0) return;
    const jobs = [...this.held.values()];
    const askedAt = performance.now();
    for (const held of jobs) if (held.lockedBy !== client) await this.lock(client, held);
    const [kinds, ids] = [jobs.map(({ job }) => job.kind), jobs.map(({ job }) => job.jobId)];
    const rows = await this.ask<{ id: string }>(client, SELECT_ACTIVE, [kinds, ids]);
    const active = new Set(rows.map(({ id }) => id));
    for (const { job } of jobs) {
      if (active.has(job.jobId)) {
        job.confirm(askedAt);
        continue;
      }
      job.end(new JobLost(PROCESS_ENDED));
      this.held.delete(job.jobId);
      await this.ask(client, UNLOCK_RUNNING_JOB, [job.jobId]);
    }
    if (this.held.size > 0 || !this.isPinned) return;
    this.isPinned = false;
    await this.ask(client, 'COMMIT');
  }

  private async lock(client: BoundedClient, held: HeldJob): Promise<void> {
    held.lockedBy = client;
    if (!this.isPinned) {
      this.isPinned = true;
      await this.ask(client, 'BEGIN');
    }
    await this.ask(client, LOCK_RUNNING_JOB, [held.job.jobId]);
  }

  private async ask<Row = unknown>(
    client: BoundedClient,
    sql: string,
    parameters?: unknown[],
  ): Promise<Row[]> {
    try {
      const { rows } = (await client.query(sql, parameters)) as { rows: Row[] };
      return rows;
    } catch (error) {
      client.giveUp();
      throw error;
    }
  }
}
