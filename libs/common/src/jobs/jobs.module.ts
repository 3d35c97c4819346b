import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { reasonOf } from '../database/database-trouble.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { HourlyUpkeep } from './hourly-upkeep.js';
import { DeadJobs } from './dead-jobs.js';
import { JobMetrics } from './job-metrics.js';
import { createJobQueue, JOB_QUEUE, OWNER_NAME } from './job-queue.js';
import { JobOwner } from './job-owner.js';
import { JobRunner } from './job-runner.js';
import { JobSchedules } from './job-schedules.js';
import { JobWatch } from './job-watch.js';
import { JobWorkers } from './job-workers.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({})
export class JobsModule {
  /** @param schedules whether jobs of this service can be scheduled, see JobSchedules */
  static forRoot(service: string, settings: PlatformSettings, schedules: boolean): DynamicModule {
    const logger = new Logger('jobs');
    const warn = (error: unknown) => logger.warn(`Job queue: ${reasonOf(error)}`);
    return {
      module: JobsModule,
      controllers: [JobsController],
      providers: [
        {
          provide: JOB_QUEUE,
          useFactory: () => createJobQueue(settings.DATABASE_URL, service, warn, schedules),
        },
        HourlyUpkeep,
        { provide: OWNER_NAME, useValue: `${service} running jobs` },
        JobOwner,
        DeadJobs,
        JobsRepository,
        JobMetrics,
        JobSchedules,
        JobRunner,
        JobWorkers,
        JobsService,
        JobWatch,
      ],
      exports: [HourlyUpkeep, JobSchedules, JobsService],
    };
  }
}
