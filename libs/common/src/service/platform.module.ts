import { Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Logger } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { HealthController } from '../health/health.controller.js';
import { ReadinessChecks } from '../health/readiness-checks.js';
import { Cursors } from '../http/cursors.js';
import { PlatformSecretsRepository } from '../http/platform-secrets.repository.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { InputPipe } from '../fields/input.pipe.js';
import { createJobQueue, JOB_QUEUE } from '../jobs/job-queue.js';
import { JobCountsRepository } from '../jobs/job-counts.repository.js';
import { JobMetrics } from '../jobs/job-metrics.js';
import { JobSchedules } from '../jobs/job-schedules.js';
import { JobsController } from '../jobs/jobs.controller.js';
import { JobsRepository } from '../jobs/jobs.repository.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Metrics } from '../metrics/metrics.js';
import { MetricsServer } from '../metrics/metrics-server.js';
import { measurePool } from '../metrics/pool-metrics.js';
import { ProcessMetrics } from '../metrics/process-metrics.js';
import { ModelChanges } from '../registry/model-changes.js';
import { CODE_VERSION, ModelRegistry } from '../registry/model-registry.js';
import { ModelsRepository } from '../registry/models.repository.js';
import { codeVersion } from '../settings/code-version.js';
import { SETTINGS } from '../settings/platform-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';

export interface PlatformOptions<Settings extends PlatformSettings = PlatformSettings> {
  /** Name of the service, as it shows in logs and in pg_stat_activity. */
  name: string;
  settings: Settings;
  /** Whether jobs of this service can be scheduled, see JobSchedules. */
  schedules?: boolean;
}

async function connect({ name, settings }: PlatformOptions): Promise<Database> {
  const logger = new Logger('database');
  const limits = {
    requestMs: settings.STATEMENT_TIMEOUT_MS,
    jobMs: settings.JOB_STATEMENT_TIMEOUT_MS,
    graceMs: settings.DATABASE_GRACE_MS,
  };
  const dataSource = createDataSource({
    url: settings.DATABASE_URL,
    applicationName: name,
    poolSize: settings.DATABASE_POOL_SIZE,
    limits,
    onPoolError: (error) =>
      logger.warn(`An idle connection was lost: ${error instanceof Error ? error.message : String(error)}`),
  });
  await dataSource.initialize();
  return new Database(dataSource, limits);
}

/** What all services share: settings, database, jobs, model registry, keys, errors and health. */
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  static forRoot(options: PlatformOptions): DynamicModule {
    const logger = new Logger('jobs');
    return {
      module: PlatformModule,
      global: true,
      imports: [TerminusModule.forRoot({ errorLogStyle: 'json', logger: false })],
      controllers: [HealthController, JobsController],
      providers: [
        { provide: SETTINGS, useValue: options.settings },
        {
          provide: CODE_VERSION,
          useFactory: codeVersion,
        },
        {
          provide: Database,
          inject: [Metrics],
          useFactory: async (metrics: Metrics) => {
            const database = await connect(options);
            measurePool(metrics, 'requests', database);
            return database;
          },
        },
        Metrics,
        MetricsServer,
        ProcessMetrics,
        {
          provide: JOB_QUEUE,
          useFactory: () =>
            createJobQueue(
              options.settings.DATABASE_URL,
              options.name,
              (error) => logger.warn(`Job queue: ${error instanceof Error ? error.message : String(error)}`),
              options.schedules ?? false,
            ),
        },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: InputPipe },
        Cursors,
        PlatformSecretsRepository,
        JobsRepository,
        JobCountsRepository,
        JobMetrics,
        JobSchedules,
        JobsService,
        ModelsRepository,
        ModelRegistry,
        ModelChanges,
        ReadinessChecks,
      ],
      exports: [
        SETTINGS,
        Database,
        Cursors,
        Metrics,
        JobSchedules,
        JobsService,
        ModelRegistry,
        ModelChanges,
        ReadinessChecks,
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.dataSource.destroy();
  }
}
