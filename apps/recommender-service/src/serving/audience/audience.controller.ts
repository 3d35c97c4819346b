import { Answers, Compressed, LimitQuery, Refuses, SongIdParams, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { AnswersFromAModel, MODEL_CHANGED, SONG_UNKNOWN, USER_UNKNOWN } from '../answers-from-a-model.js';
import { AudienceQuery, SimilarUsersDto, UsersForSongDto, WinbackDto, WinbackQuery } from './audience.dto.js';
import { InterestedPages } from './interested-pages.js';
import { SimilarUsers } from './similar-users.js';
import { Winback } from './winback.js';

@AnswersFromAModel('audience', 'A member is malformed; `cursor_invalid`, `cursor_of_another_question`.')
@Controller('recommend')
export class AudienceController {
  constructor(
    private readonly interested: InterestedPages,
    private readonly similar: SimilarUsers,
    private readonly winbacks: Winback,
  ) {}

  @Get('songs/:songId/users')
  @Compressed()
  @Answers(UsersForSongDto, 'Users who should hear a song', {
    details:
      'Those who have met it already are left out. May be narrowed to a churn band and to users active of late, both as of at most a minute ago. A known song outside ' +
      'the model gives an empty list and says why.',
  })
  @Refuses({ 404: SONG_UNKNOWN, 409: MODEL_CHANGED })
  listUsersForSong(
    @Param() { songId }: SongIdParams,
    @Query() query: AudienceQuery,
  ): Promise<UsersForSongDto> {
    return this.interested.forSong(songId, query);
  }

  @Get('users/:userId/similar')
  @Answers(SimilarUsersDto, 'Users with the same taste', {
    details: 'By the cosine of their vectors; events of late count.',
  })
  @Refuses({ 404: USER_UNKNOWN })
  listSimilarUsers(
    @Param() { userId }: UserIdParams,
    @Query() { limit }: LimitQuery,
  ): Promise<SimilarUsersDto> {
    return this.similar.find(userId, limit);
  }

  @Get('winback')
  @Compressed()
  @Answers(WinbackDto, 'Users at risk, each with songs for them', {
    details: 'By the newest churn scores, most at risk first; users who may not be contacted are left out.',
  })
  listWinbackUsers(@Query() query: WinbackQuery): Promise<WinbackDto> {
    return this.winbacks.find(query);
  }
}
