import { Answers, Compressed, COST, Costs, Refuses, UserIdParams } from '#common';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { SongListDto, SongsForUserDto } from '../answers/recommendation.dto.js';
import { RepeatReportDto } from '../repeats/repeat-report.dto.js';
import { AgainQuery, SongsAgainDto } from './again/again.dto.js';
import { SongsAgain } from './again/songs-again.js';
import { AnswersFromAModel, MODEL_CHANGED, USER_UNKNOWN } from './answers-from-a-model.js';
import { BatchBody, BatchDto, GuestBody } from './batch.dto.js';
import { GuestSongs } from './guest-songs.js';
import { HomeDto, HomeQuery } from './home/home.dto.js';
import { Home } from './home/home.js';
import { jsonInTurns } from './json-in-turns.js';
import { RecommendingService } from './recommending.service.js';
import { SongsForUsers } from './songs-for-users.js';
import { SongsQuery } from './songs-query.dto.js';

/** Songs for users and guests. */
@AnswersFromAModel(
  'recommendations',
  'A member is malformed; with a cursor `cursor_invalid`, `cursor_of_another_question`.',
)
@Controller('recommend')
export class RecommendationsController {
  constructor(
    private readonly recommending: RecommendingService,
    private readonly again: SongsAgain,
    private readonly home: Home,
    private readonly songs: SongsForUsers,
    private readonly guests: GuestSongs,
  ) {}

  @Get(':userId')
  @Answers(SongsForUserDto, 'Songs for a user', {
    details:
      'Events posted to ingest-service count at once. Songs already played are left out. A user without a history, or an excluded ' +
      'one, gets popular songs, marked as such, and so does everybody while no version is live. Pages neither repeat nor skip songs while the model version stays. ' +
      'With a scenario its live version says what the query does not, and the answer names it.',
  })
  @Refuses({
    404: `${USER_UNKNOWN}; \`scenario_unknown\``,
    409: `${MODEL_CHANGED}; \`scenario_version_changed\``,
  })
  recommendSongs(@Param() { userId }: UserIdParams, @Query() query: SongsQuery): Promise<SongsForUserDto> {
    return this.recommending.songsFor(userId, query);
  }

  @Get(':userId/again')
  @Answers(SongsAgainDto, 'Songs that a user has played and may want to hear again', {
    details:
      'Most plays of most people are repeats, and the other lists leave all of them out. Counted with each retrain; plays posted since ' +
      'count at once.',
  })
  @Refuses({ 404: USER_UNKNOWN })
  listSongsAgain(@Param() { userId }: UserIdParams, @Query() query: AgainQuery): Promise<SongsAgainDto> {
    return this.again.find(userId, query);
  }

  @Get('again/report')
  @Compressed()
  @Answers(
    RepeatReportDto,
    'How well repeats of held-out days are found, compared with frequency and recency',
  )
  @Refuses({ 404: '`repeats_not_counted`: retrain first.' })
  getRepeatReport(): Promise<RepeatReportDto> {
    return this.again.report();
  }

  @Get(':userId/home')
  @Answers(HomeDto, 'The rows of a start page', { details: 'From one version of the model, no song twice.' })
  @Refuses({ 404: USER_UNKNOWN })
  getHome(@Param() { userId }: UserIdParams, @Query() query: HomeQuery): Promise<HomeDto> {
    return this.home.of(userId, query);
  }

  @Post('batch')
  @Compressed()
  @Costs(COST.batch)
  @HttpCode(200)
  @Answers(BatchDto, 'Songs for up to 200 users')
  async recommendSongsInBatch(@Body() body: BatchBody): Promise<StreamableFile> {
    return jsonInTurns('users', await this.songs.find(body.userIds, body));
  }

  @Post('guest')
  @HttpCode(200)
  @Answers(SongListDto, 'Songs for a guest by a posted history', {
    details:
      'The history is folded into the live model and not stored. Without a known song the list is popular, marked as such.',
  })
  recommendSongsToGuest(@Body() body: GuestBody): Promise<SongListDto> {
    return this.guests.find(body);
  }
}
