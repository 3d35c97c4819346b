import { JobSchedules, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SCORE } from './score-job.js';
import type { ChurnSettings } from '../settings.js';
import { RETRAIN } from './retraining.service.js';

/** Lets scoring and retraining begin by themselves, as the settings say. */
@Injectable()
export class ScheduleService implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly schedules: JobSchedules,
  ) {}

  onModuleInit(): void {
    const timezone = this.settings.CHURN_SCHEDULE_TIMEZONE;
    this.schedules.set({ kind: SCORE, cron: this.settings.CHURN_SCORE_SCHEDULE, timezone });
    this.schedules.set({ kind: RETRAIN, cron: this.settings.CHURN_RETRAIN_SCHEDULE, timezone });
  }
}
