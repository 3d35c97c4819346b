import { HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';

/** The audit that all services write: listed, completed and pruned here. */
@Module({ controllers: [AuditController], providers: [AuditRepository, AuditService] })
export class AuditApiModule implements OnModuleInit {
  constructor(
    private readonly upkeep: HourlyUpkeep,
    private readonly repository: AuditRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('old entries of the audit', async () => {
      await this.repository.keepJobEnds();
      await this.repository.deleteOlderThan(this.settings.AUDIT_KEEP_DAYS);
    });
  }
}
