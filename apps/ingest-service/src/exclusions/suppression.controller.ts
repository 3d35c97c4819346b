import { ProblemDto } from '#common';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SuppressionBody, SuppressionDto, UsersBody } from './exclusion.dto.js';
import { ExclusionsService } from './exclusions.service.js';

const ANONYMOUS = '`anonymous_pool`: user 0 is always excluded';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/users')
export class SuppressionController {
  constructor(private readonly service: ExclusionsService) {}

  @Post('suppress')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Exclude users from scores, lists, audiences and training',
    description:
      'The same as `PUT /admin/ingest/exclusions/{userId}` for up to 5,000 users at once. Both services honour it at the next question. What is ' +
      'kept of them stays; `POST /admin/users/unsuppress` takes them back.',
  })
  @ApiOkResponse({ type: SuppressionDto })
  @ApiConflictResponse({ type: ProblemDto, description: ANONYMOUS })
  suppressUsers(@Body() body: SuppressionBody): Promise<SuppressionDto> {
    return this.service.suppress(body);
  }

  @Post('unsuppress')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Include suppressed users again',
    description:
      'Ends what was decided by hand; the rule of 24 hours applies at once. Erased users stay erased; `POST /admin/users/readmit` ends both.',
  })
  @ApiOkResponse({ type: SuppressionDto })
  @ApiConflictResponse({ type: ProblemDto, description: ANONYMOUS })
  unsuppressUsers(@Body() body: UsersBody): Promise<SuppressionDto> {
    return this.service.unsuppress(body);
  }
}
