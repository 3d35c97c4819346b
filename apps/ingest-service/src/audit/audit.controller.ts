import { ProblemDto } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditEntries } from './audit-entries.js';
import { AuditPageDto, AuditQuery } from './audit.dto.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditEntries) {}

  @Get()
  @ApiOperation({
    summary: 'Who did what: admin actions of all services, and what came of the jobs that they started',
    description: 'Exports are actions too, other questions are not. Nothing of a user and no key is in it.',
  })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'A filter is malformed; `cursor_invalid`.' })
  listAuditEntries(@Query() query: AuditQuery): Promise<AuditPageDto> {
    return this.audit.page(query);
  }
}
