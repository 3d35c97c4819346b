import { Answers, Compressed, Refuses, UserIdParams } from '#common';
import { Controller, Get, Module, Param, Query } from '@nestjs/common';
import { AnyDaysQuery } from '../day-ranges/day-range.dto.js';
import { UserDaysDto, UsersDto, UsersQuery } from './users.dto.js';
import { UsersService } from './users.service.js';

@Controller('ingest/users')
class UsersController {
  constructor(private readonly service: UsersService) {}

  @Get()
  @Compressed()
  @Answers(UsersDto, 'Users by the first digits or characters of their ids', {
    details: 'Everybody of whom an event is loaded, scored or not.',
  })
  @Refuses({ 400: 'A member is malformed; `cursor_invalid`' })
  listUsers(@Query() query: UsersQuery): Promise<UsersDto> {
    return this.service.find(query);
  }

  @Get(':userId/days')
  @Compressed()
  @Answers(UserDaysDto, 'What a user did, day by day')
  @Refuses({ 400: 'No id, no day, or `range_reversed`' })
  @Refuses({ 404: '`user_unknown`: no event of this user has been loaded' })
  listDaysOfUser(@Param() { userId }: UserIdParams, @Query() query: AnyDaysQuery): Promise<UserDaysDto> {
    return this.service.days(userId, query);
  }
}

/** All users, and what each did by day. */
@Module({ controllers: [UsersController], providers: [UsersService] })
export class UsersModule {}
