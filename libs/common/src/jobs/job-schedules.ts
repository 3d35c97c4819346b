import { Inject, Injectable } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { JOB_QUEUE } from './job-queue.js';

/** When jobs of one kind begin by themselves. */
interface JobSchedule {
  readonly kind: string;
  /** Five fields: minute, hour, day of month, month, day of week. null: never by itself. */
  readonly cron: string | null;
  readonly timezone: string;
}

/** The state of a schedule. */
export interface JobScheduleState extends JobSchedule {
  readonly nextAt: Date | null;
}

/**
 * Jobs that begin by themselves, once for all instances, and not while their kind refuses another. A time at
 * which no service ran is made good once, later. Schedules are kept in the database: the instance that
 * started last decides.
 */
@Injectable()
export class JobSchedules {
  private readonly wanted = new Map<string, JobSchedule>();

  constructor(@Inject(JOB_QUEUE) private readonly queue: PgBoss) {}

  /**
   * Call it in onModuleInit of a service with `schedules: true`, for a kind that the service takes jobs of.
   */
  set(schedule: JobSchedule): void {
    this.wanted.set(schedule.kind, schedule);
  }

  /**
   * Leaves the schedules in the database; the queues of their kinds must be there. @throws Error naming the
   * schedule that cannot be used
   */
  async apply(): Promise<void> {
    for (const schedule of this.wanted.values()) await this.applyOne(schedule);
  }

  /** Schedules of this service's kinds as they stand in the database, in the order they were set. */
  async list(): Promise<JobScheduleState[]> {
    const kept = await this.queue.getSchedules();
    return [...this.wanted.values()].map(({ kind, timezone }) => {
      const found = kept.find(({ name }) => name === kind);
      const cron = found?.cron ?? null;
      const tz = found?.timezone ?? timezone;
      const nextAt = cron === null ? null : (this.queue.previewSchedule(cron, { tz, count: 1 })[0] ?? null);
      return { kind, cron, timezone: tz, nextAt };
    });
  }

  private async applyOne({ kind, cron, timezone }: JobSchedule): Promise<void> {
    if (cron === null) {
      await this.queue.unschedule(kind);
      return;
    }
    try {
      await this.queue.schedule(kind, cron, { scheduled: true }, { tz: timezone, missed: 'once' });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`The schedule "${cron}" (${timezone}) of ${kind} cannot be used: ${why}`, { cause });
    }
  }
}
