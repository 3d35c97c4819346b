import { Logger, Module } from '@nestjs/common';
import { reasonOf } from '../database/database-trouble.js';
import { SERVICE_NAME, SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { HourlyUpkeep } from './hourly-upkeep.js';
import { JobMetrics } from './job-metrics.js';
import { createJobQueue, JOB_QUEUE } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobSchedules } from './job-schedules.js';
import { JobWorkers } from './job-workers.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  controllers: [JobsController],
  providers: [
    {
      provide: JOB_QUEUE,
      inject: [SERVICE_NAME, SETTINGS],
      useFactory: (service: string, { DATABASE_URL }: PlatformSettings) => {
        const logger = new Logger('jobs');
        return createJobQueue(DATABASE_URL, service, (error) => {
          logger.warn(`Job queue: ${reasonOf(error)}`);
        });
      },
    },
    HourlyUpkeep,
    JobsRepository,
    JobMetrics,
    JobSchedules,
    JobRunner,
    JobWorkers,
    JobsService,
  ],
  exports: [HourlyUpkeep, JobSchedules, JobsService],
})
export class JobsModule {}
