import { UserIdParams } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AnswersFromAModel, USER_UNKNOWN } from '../answers-from-a-model.js';
import { HomeDto, HomeQuery } from './home.dto.js';
import { Home } from './home.js';

@AnswersFromAModel('recommendations', 'A member is malformed.')
@Controller('recommend')
export class HomeController {
  constructor(private readonly home: Home) {}

  @Get(':userId/home')
  @ApiOperation({
    summary: 'The rows of a start page',
    description: 'From one version of the model, no song twice.',
  })
  @ApiOkResponse({ type: HomeDto })
  @ApiNotFoundResponse(USER_UNKNOWN)
  getHome(@Param() { userId }: UserIdParams, @Query() query: HomeQuery): Promise<HomeDto> {
    return this.home.of(userId, query);
  }
}
