import { Compressed, ProblemDto, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { USER_UNKNOWN } from '../answers-from-a-model.js';
import { AgainQuery, SongsAgainDto } from './again.dto.js';
import { SongsAgain } from './songs-again.js';
import { RepeatReportDto } from '../../repeats/repeat-report.dto.js';

@ApiTags('recommendations')
@ApiBearerAuth('key')
@Controller('recommend')
export class AgainController {
  constructor(private readonly again: SongsAgain) {}

  @Get(':userId/again')
  @ApiOperation({
    summary: 'Songs that a user has played and may want to hear again',
    description:
      'Most plays of most people are repeats, and the other lists leave all of them out. Counted with each retrain; plays posted since ' +
      'count at once.',
  })
  @ApiOkResponse({ type: SongsAgainDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'A member is malformed.' })
  @ApiNotFoundResponse(USER_UNKNOWN)
  listSongsAgain(@Param() { userId }: UserIdParams, @Query() query: AgainQuery): Promise<SongsAgainDto> {
    return this.again.find(userId, query);
  }

  @Get('again/report')
  @Compressed()
  @ApiOperation({
    summary: 'How well repeats of held-out days are found, compared with frequency and recency',
  })
  @ApiOkResponse({ type: RepeatReportDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`repeats_not_counted`: retrain first.' })
  getRepeatReport(): Promise<RepeatReportDto> {
    return this.again.report();
  }
}
