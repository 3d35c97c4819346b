import { Inject, Injectable, Logger } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { Database } from '../database/database.js';
import { PROCESS_ENDED } from './job-description.js';
import { LOCK_DEAD_JOB, SELECT_UNLOCKED_JOBS } from './job-owner.sql.js';
import { JOB_QUEUE } from './job-queue.js';

const LOOK_EVERY_MS = 500;
const DEAD_AFTER_MS = 1_500;

interface UnlockedJob {
  readonly id: string;
  readonly kind: string;
}

/**
 * Marks running jobs of all services failed when their process has ended: no connection has held their lock
 * for {@link DEAD_AFTER_MS}. A process that lost its connection, also by a restart of the server, has it again
 * by then.
 */
@Injectable()
export class DeadJobs {
  private readonly logger = new Logger('jobs');
  /** By id: since when it was seen without a lock, by performance.now(). */
  private seen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = null));
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      const jobs = await this.database.query<UnlockedJob>(SELECT_UNLOCKED_JOBS);
      const now = performance.now();
      this.seen = new Map(jobs.map(({ id }) => [id, this.seen.get(id) ?? now]));
      for (const job of jobs) if (now - this.seen.get(job.id)! >= DEAD_AFTER_MS) await this.fail(job);
    } catch {
      // What was seen before a break says nothing about the time after it.
      this.seen.clear();
    }
  }

  private async fail({ id, kind }: UnlockedJob): Promise<void> {
    const isDead = await this.database.transaction(async (transaction) => {
      if ((await transaction.query(LOCK_DEAD_JOB, [kind, id])).length === 0) return false;
      const db = {
        executeSql: async (sql: string, values?: unknown[]) => ({
          rows: await transaction.query(sql, values),
        }),
      };
      await this.queue.fail(kind, id, { message: PROCESS_ENDED }, { db });
      return true;
    });
    if (isDead) this.logger.warn(`Job ${id} (${kind}) was marked failed: its process has ended`);
  }
}
