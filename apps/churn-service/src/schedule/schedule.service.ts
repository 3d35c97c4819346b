import { JobsService, SETTINGS } from '#common';
import type { JobScheduleState } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SCORE } from '../scoring/score-job.js';
import type { ChurnSettings } from '../settings.js';
import { RETRAIN } from '../training/training.service.js';

/** Lets scoring and retraining begin by themselves, as the settings say. */
@Injectable()
export class ScheduleService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
  ) {}

  onModuleInit(): void {
    const timezone = this.settings.CHURN_SCHEDULE_TIMEZONE;
    this.jobs.schedule({ kind: SCORE, cron: this.settings.CHURN_SCORE_SCHEDULE, timezone });
    this.jobs.schedule({ kind: RETRAIN, cron: this.settings.CHURN_RETRAIN_SCHEDULE, timezone });
  }

  /** Whether this instance looks for new days. */
  get scoreAfterLoad(): boolean {
    return this.settings.CHURN_SCORE_AFTER_LOAD;
  }

  async list(): Promise<JobScheduleState[]> {
    return await this.jobs.schedules();
  }
}
