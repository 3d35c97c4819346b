import { Inject, Injectable } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import { JOB_QUEUE } from './job-queue.js';
import { JobsRepository } from './jobs.repository.js';
import type { ScheduleDto } from './job.dto.js';

/** When jobs of one kind begin by themselves. */
type JobSchedule = Pick<ScheduleDto, 'kind' | 'cron' | 'timezone'>;

/**
 * Jobs that begin by themselves, once for all instances, and not while their kind refuses another. A time at
 * which no service ran is made good once, later. Schedules are kept in the database: the instance that
 * started last decides.
 */
@Injectable()
export class JobSchedules {
  private readonly wanted = new Map<string, JobSchedule>();

  constructor(
    @Inject(JOB_QUEUE) private readonly queue: PgBoss,
    private readonly jobs: JobsRepository,
  ) {}

  /**
   * Call it in onModuleInit, for a kind that the service takes jobs of.
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

  /** Schedules of this service's kinds as they are in the database, in the order they were set. */
  async list(): Promise<ScheduleDto[]> {
    const kept = await this.queue.getSchedules();
    return await Promise.all(
      [...this.wanted.values()].map(async ({ kind, timezone }) => {
        const { cron = null, timezone: tz = timezone } = kept.find(({ name }) => name === kind) ?? {};
        const next = cron === null ? undefined : this.queue.previewSchedule(cron, { tz, count: 1 })[0];
        const [newest] = await this.jobs.newest([kind], 1);
        return {
          kind,
          cron,
          timezone: tz,
          nextAt: next?.toISOString() ?? null,
          lastJob: newest ?? null,
        };
      }),
    );
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
