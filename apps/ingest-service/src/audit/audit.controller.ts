import { ProblemDto } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditPageDto, AuditQuery } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

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
