import { JobSchedules, JobsService, SETTINGS } from '#common';
import type { JobDto, JobScheduleState } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SCORE } from './score-job.js';
import type { ChurnSettings } from '../settings.js';
import { RETRAIN } from './retraining.service.js';

/** A schedule with the newest job of its kind, by whichever caller. */
interface ScheduleWithJob extends JobScheduleState {
  readonly lastJob: JobDto | null;
}

/** Lets scoring and retraining begin by themselves, as the settings say. */
@Injectable()
export class ScheduleService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly schedules: JobSchedules,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    const timezone = this.settings.CHURN_SCHEDULE_TIMEZONE;
    this.schedules.set({ kind: SCORE, cron: this.settings.CHURN_SCORE_SCHEDULE, timezone });
    this.schedules.set({ kind: RETRAIN, cron: this.settings.CHURN_RETRAIN_SCHEDULE, timezone });
  }

  /** Whether this instance looks for new days. */
  get scoreAfterLoad(): boolean {
    return this.settings.CHURN_SCORE_AFTER_LOAD;
  }

  async list(): Promise<ScheduleWithJob[]> {
    const schedules = await this.schedules.list();
    return await Promise.all(
      schedules.map(async (schedule) => ({
        ...schedule,
        lastJob: (await this.jobs.list(schedule.kind, 1))[0] ?? null,
      })),
    );
  }
}
