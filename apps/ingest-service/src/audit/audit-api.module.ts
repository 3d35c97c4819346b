import { HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { AuditController } from './audit.controller.js';
import { AuditEntries } from './audit-entries.js';

/** The audit that all services write: listed, completed and pruned here. */
@Module({ controllers: [AuditController], providers: [AuditEntries] })
export class AuditApiModule implements OnModuleInit {
  constructor(
    private readonly upkeep: HourlyUpkeep,
    private readonly entries: AuditEntries,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('old entries of the audit', async () => {
      await this.entries.keepJobEnds();
      await this.entries.deleteOlderThan(this.settings.AUDIT_KEEP_DAYS);
    });
  }
}
