import { Logger, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { Exports } from './exports.js';
import { Reads } from './reads.js';
import { Standby } from './standby.js';

const GRACE_MS = 5_000;

/**
 * TypeORM's data source and {@link Database} on top of it. Entities are those that the modules of features
 * name by `TypeOrmModule.forFeature`.
 */
@Module({})
export class DatabaseModule {
  static forRoot(applicationName: string, settings: PlatformSettings): DynamicModule {
    const logger = new Logger('database');
    const limits = {
      requestMs: settings.STATEMENT_TIMEOUT_MS,
      jobMs: settings.JOB_STATEMENT_TIMEOUT_MS,
      graceMs: GRACE_MS,
    };
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({
            url: settings.DATABASE_URL,
            applicationName,
            poolSize: settings.DATABASE_POOL_SIZE,
            limits,
            onPoolError: (error) =>
              logger.warn(
                `An idle connection was lost: ${error instanceof Error ? error.message : String(error)}`,
              ),
          }),
          autoLoadEntities: true,
          // A service that cannot reach its database logs that and ends; its supervisor starts it again.
          toRetry: () => false,
        }),
      ],
      providers: [
        {
          provide: Database,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new Database(dataSource, limits),
        },
        {
          provide: Reads,
          inject: [Database],
          useFactory: (database: Database) =>
            new Reads(database, standbyOf(database, applicationName, settings)),
        },
        {
          provide: Exports,
          inject: [Reads],
          useFactory: (reads: Reads) =>
            new Exports(reads, {
              applicationName: `${applicationName} exports`,
              most: settings.EXPORT_LIMIT,
              stallMs: settings.EXPORT_STALL_MS,
            }),
        },
      ],
      exports: [Database, Reads, Exports],
    };
  }
}

function standbyOf(database: Database, applicationName: string, settings: PlatformSettings): Standby | null {
  const { DATABASE_READ_URL: url, DATABASE_POOL_SIZE: poolSize, DATABASE_READ_LAG_MS: mostLagMs } = settings;
  return url === undefined ? null : new Standby(database, { url, applicationName, poolSize, mostLagMs });
}
