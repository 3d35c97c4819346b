import { Compressed, LimitQuery, Refuses, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnswersFromAModel, MODEL_CHANGED, USER_UNKNOWN } from '../answers-from-a-model.js';
import {
  SimilarSingersDto,
  SingerIdParams,
  SingersDto,
  SingersForUserDto,
  SingersForUserQuery,
  UsersForSingerDto,
  UsersForSingerQuery,
} from './singers.dto.js';
import { Singers } from './singers.js';
import { UsersForSinger } from './users-for-singer.js';

const UNKNOWN = '`singer_unknown`: no song of the model is by this singer.';

@AnswersFromAModel('singers', 'A member is malformed; `cursor_invalid`, `cursor_of_another_question`.')
@Controller('recommend')
export class SingersController {
  constructor(
    private readonly singers: Singers,
    private readonly users: UsersForSinger,
  ) {}

  @Get('singers')
  @Compressed()
  @ApiOperation({
    summary: 'Singers with most listeners',
    description: 'A song that names several is a song of each of them. `GET /search` finds singers by name.',
  })
  @ApiOkResponse({ type: SingersDto })
  listSingers(@Query() { limit }: LimitQuery): Promise<SingersDto> {
    return this.singers.list(limit);
  }

  @Get('singers/:singerId/similar')
  @Compressed()
  @ApiOperation({
    summary: 'Singers whom the same people like',
    description: 'By the cosine of the mean vectors of their songs.',
  })
  @ApiOkResponse({ type: SimilarSingersDto })
  @Refuses({ 404: UNKNOWN })
  listSimilarSingers(
    @Param() { singerId }: SingerIdParams,
    @Query() { limit }: LimitQuery,
  ): Promise<SimilarSingersDto> {
    return this.singers.similar(singerId, limit);
  }

  @Get('singers/:singerId/users')
  @Compressed()
  @ApiOperation({
    summary: 'Users who should hear a singer',
    description:
      'By the five songs of the singer with most listeners. Those who have met a song of the singer are left out. May be narrowed as the users for a song are.',
  })
  @ApiOkResponse({ type: UsersForSingerDto })
  @Refuses({ 404: UNKNOWN, 409: MODEL_CHANGED })
  listUsersForSinger(
    @Param() { singerId }: SingerIdParams,
    @Query() query: UsersForSingerQuery,
  ): Promise<UsersForSingerDto> {
    return this.users.find(singerId, query);
  }

  @Get(':userId/singers')
  @ApiOperation({
    summary: 'Singers for a user',
    description:
      'By the songs that suit the user best. Singers of whom the user has played a song are left out.',
  })
  @ApiOkResponse({ type: SingersForUserDto })
  @Refuses({ 404: USER_UNKNOWN })
  listSingersForUser(
    @Param() { userId }: UserIdParams,
    @Query() query: SingersForUserQuery,
  ): Promise<SingersForUserDto> {
    return this.singers.forUser(userId, query);
  }
}
