import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditUpkeep } from './audit-upkeep.js';

/** The audit that all services write: shown, kept and dropped here. */
@Module({ controllers: [AuditController], providers: [AuditRepository, AuditService, AuditUpkeep] })
export class AuditApiModule {}
