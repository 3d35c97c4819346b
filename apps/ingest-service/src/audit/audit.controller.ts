import { Answers, Refuses } from '#common';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { AuditEntries } from './audit-entries.js';
import { AuditPageDto, AuditQuery } from './audit.dto.js';

@Controller('admin/audit')
class AuditController {
  constructor(private readonly audit: AuditEntries) {}

  @Get()
  @Answers(
    AuditPageDto,
    'Who did what: admin actions of all services, and what came of the jobs that they started',
    { details: 'Exports are actions too, other questions are not. Nothing of a user and no key is in it.' },
  )
  @Refuses({ 400: 'A filter is malformed; `cursor_invalid`.' })
  listAuditEntries(@Query() query: AuditQuery): Promise<AuditPageDto> {
    return this.audit.page(query);
  }
}

/** The audit that all services write: listed, completed and pruned here. */
@Module({ controllers: [AuditController], providers: [AuditEntries] })
export class AuditApiModule {}
