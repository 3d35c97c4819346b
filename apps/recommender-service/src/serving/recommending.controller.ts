import { UserIdParams, WritesJson } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnswersFromAModel, MODEL_CHANGED, USER_UNKNOWN } from './answers-from-a-model.js';
import { SongsForUserDto } from '../answers/recommendation.dto.js';
import { RecommendingService } from './recommending.service.js';
import { SongsQuery } from './songs-query.dto.js';

@AnswersFromAModel(
  'recommendations',
  'A member is malformed; `cursor_invalid`, `cursor_of_another_question`.',
)
@Controller('recommend')
export class RecommendingController {
  constructor(private readonly recommending: RecommendingService) {}

  @Get(':userId')
  @WritesJson()
  @ApiOperation({
    summary: 'Songs for a user',
    description:
      'Events posted to ingest-service count at once. Songs already played are left out. A user without a history, or an excluded ' +
      'one, gets popular songs, marked as such, and so does everybody while no version is live. Pages neither repeat nor skip songs while the model version stays.',
  })
  @ApiOkResponse({ type: SongsForUserDto })
  @ApiNotFoundResponse(USER_UNKNOWN)
  @ApiConflictResponse(MODEL_CHANGED)
  recommendSongs(@Param() { userId }: UserIdParams, @Query() query: SongsQuery): Promise<Buffer> {
    return this.recommending.songsFor(userId, query);
  }
}
