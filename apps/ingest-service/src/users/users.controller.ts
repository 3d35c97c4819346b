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
import { UserDaysDto, UserDaysQuery, UsersDto, UsersQuery } from './users.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('ingest')
@ApiBearerAuth('key')
@Controller('ingest/users')
export class UsersController {
  constructor(private readonly service: UsersService) {}

  @Get()
  @Compressed()
  @ApiOperation({
    summary: 'Users by the first digits or characters of their ids',
    description: 'Everybody of whom an event is loaded, scored or not.',
  })
  @ApiOkResponse({ type: UsersDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'A member is malformed; `cursor_invalid`' })
  listUsers(@Query() query: UsersQuery): Promise<UsersDto> {
    return this.service.find(query);
  }

  @Get(':userId/days')
  @Compressed()
  @ApiOperation({ summary: 'What a user did, day by day' })
  @ApiOkResponse({ type: UserDaysDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'No id, no day, or `range_reversed`' })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`user_unknown`: no event of this user has been loaded',
  })
  listDaysOfUser(@Param() { userId }: UserIdParams, @Query() query: UserDaysQuery): Promise<UserDaysDto> {
    return this.service.days(userId, query);
  }
}
