import { LimitQuery, ProblemDto, SongIdParams, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { SongsForUserDto, UsersForSongDto } from './recommendation.dto.js';
import { RecommendingService } from './recommending.service.js';

@ApiTags('recommendations')
@ApiBearerAuth('key')
@ApiBadRequestResponse({ type: ProblemDto, description: 'The id or the limit is malformed.' })
@ApiServiceUnavailableResponse({ type: ProblemDto, description: 'No model is live yet.' })
@Controller('recommend')
export class RecommendingController {
  constructor(private readonly recommending: RecommendingService) {}

  @Get('songs/:songId/users')
  @ApiOperation({
    summary: 'Users who should hear a song',
    description:
      'Those who have met it already are left out. A known song outside the model gives an empty list and says why.',
  })
  @ApiOkResponse({ type: UsersForSongDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'The song occurs in no event.' })
  usersForSong(@Param() { songId }: SongIdParams, @Query() { limit }: LimitQuery): Promise<UsersForSongDto> {
    return this.recommending.usersFor(songId, limit);
  }

  @Get(':userId')
  @ApiOperation({
    summary: 'Songs for a user',
    description:
      'Songs already played are left out. A user without a history, or an excluded one, gets popular songs, marked as such.',
  })
  @ApiOkResponse({ type: SongsForUserDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'The user occurs in no event.' })
  songsForUser(@Param() { userId }: UserIdParams, @Query() { limit }: LimitQuery): Promise<SongsForUserDto> {
    return this.recommending.songsFor(userId, limit);
  }
}
