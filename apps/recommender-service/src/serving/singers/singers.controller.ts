import { Answers, Compressed, LimitQuery, Refuses, UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
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
  @Answers(SingersDto, 'Singers with most listeners', {
    details: 'A song that names several is a song of each of them. `GET /search` finds singers by name.',
  })
  listSingers(@Query() { limit }: LimitQuery): Promise<SingersDto> {
    return this.singers.list(limit);
  }

  @Get('singers/:singerId/similar')
  @Compressed()
  @Answers(SimilarSingersDto, 'Singers whom the same people like', {
    details: 'By the cosine of the mean vectors of their songs.',
  })
  @Refuses({ 404: UNKNOWN })
  listSimilarSingers(
    @Param() { singerId }: SingerIdParams,
    @Query() { limit }: LimitQuery,
  ): Promise<SimilarSingersDto> {
    return this.singers.similar(singerId, limit);
  }

  @Get('singers/:singerId/users')
  @Compressed()
  @Answers(UsersForSingerDto, 'Users who should hear a singer', {
    details:
      'By the five songs of the singer with most listeners. Those who have met a song of the singer are left out. May be narrowed as the users for a song are.',
  })
  @Refuses({ 404: UNKNOWN, 409: MODEL_CHANGED })
  listUsersForSinger(
    @Param() { singerId }: SingerIdParams,
    @Query() query: UsersForSingerQuery,
  ): Promise<UsersForSingerDto> {
    return this.users.find(singerId, query);
  }

  @Get(':userId/singers')
  @Answers(SingersForUserDto, 'Singers for a user', {
    details: 'By the songs that suit the user best. Singers of whom the user has played a song are left out.',
  })
  @Refuses({ 404: USER_UNKNOWN })
  listSingersForUser(
    @Param() { userId }: UserIdParams,
    @Query() query: SingersForUserQuery,
  ): Promise<SingersForUserDto> {
    return this.singers.forUser(userId, query);
  }
}
