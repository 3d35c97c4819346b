import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AuditLog } from './audit-log.js';

/** Who did what, written by every service; the ingest service shows it. */
@Module({})
export class AuditModule {
  static forRoot(service: string): DynamicModule {
    return {
      module: AuditModule,
      providers: [
        {
          provide: AuditLog,
          inject: [Database],
          useFactory: (database: Database) => new AuditLog(database, service),
        },
      ],
      exports: [AuditLog],
    };
  }
}
