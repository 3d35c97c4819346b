import { CallerGone, COST, Costs, UserIdParams } from '#common';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { UserExport } from './user-export.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/users')
export class UserExportController {
  constructor(private readonly users: UserExport) {}

  @Get(':userId/export')
  @Costs(COST.export)
  @ApiOperation({
    summary: 'Everything that is kept of one user',
    description:
      'The rows of all tables of all services that hold the user, streamed: a line of JSON a row, `{"table": ..., "row": {...}}`, table after table, with ' +
      'all churn scores there ever were. The last line, `{"rows": {...}}`, counts them by table; an answer without it was cut off. A user of whom ' +
      'nothing is kept has that line alone.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'Lines of JSON (NDJSON)',
  })
  async exportUser(
    @Param() { userId }: UserIdParams,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.users.stream(userId, gone), {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="user-${BigInt(userId)}.ndjson"`,
    });
  }
}
