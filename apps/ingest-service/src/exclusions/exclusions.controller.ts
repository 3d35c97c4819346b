import { Answers, Compressed, Refuses, UserIdParams } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Put, Query } from '@nestjs/common';
import {
  ExclusionDecisionDto,
  ExclusionDto,
  ExclusionPageDto,
  ExclusionsQuery,
  HandedBackDto,
  ExcludedUsersBody,
  ChangedUsersDto,
  UsersBody,
} from './exclusion.dto.js';
import { EXCLUSION_TABLES, Exclusions } from './exclusions.js';

const ANONYMOUS = '`anonymous_pool`: user 0 is always excluded';

@Controller()
class ExclusionsController {
  constructor(private readonly service: Exclusions) {}

  @Get('ingest/exclusions')
  @Compressed()
  @Answers(ExclusionPageDto, 'Users excluded from both models, with the evidence, and those included by hand')
  listExclusions(@Query() query: ExclusionsQuery): Promise<ExclusionPageDto> {
    return this.service.page(query);
  }

  @Put('admin/ingest/exclusions/:userId')
  @Answers(ExclusionDto, 'Exclude or include a user by hand', {
    details: 'Both services apply it to the next request. No rule overrules a decision made by hand.',
  })
  @Refuses({ 409: '`anonymous_pool`: user 0 is always excluded; `user_being_erased`' })
  setExclusion(
    @Param() { userId }: UserIdParams,
    @Body() { excluded, reason }: ExclusionDecisionDto,
  ): Promise<ExclusionDto> {
    return this.service.decide(userId, excluded, reason);
  }

  @Delete('admin/ingest/exclusions/:userId')
  @Answers(HandedBackDto, 'Hand a decision back to the rules', {
    details: 'Forgets what was decided by hand. The rule of 24 hours applies at once.',
  })
  @Refuses({ 404: '`decision_unknown`: nothing was decided by hand' })
  @Refuses({ 409: ANONYMOUS })
  handBackExclusion(@Param() { userId }: UserIdParams): Promise<HandedBackDto> {
    return this.service.handBack(userId);
  }

  @Post('admin/users/exclude')
  @HttpCode(200)
  @Answers(ChangedUsersDto, 'Exclude users from scores, lists, audiences and training', {
    details:
      'The same as `PUT /admin/ingest/exclusions/{userId}` for up to 5,000 users at once. Both services apply it to the ' +
      'next request. What is stored of them stays; `POST /admin/users/include` takes them back.',
  })
  @Refuses({ 409: ANONYMOUS })
  excludeUsers(@Body() body: ExcludedUsersBody): Promise<ChangedUsersDto> {
    return this.service.exclude(body);
  }

  @Post('admin/users/include')
  @HttpCode(200)
  @Answers(ChangedUsersDto, 'Include excluded users again', {
    details:
      'Ends what was decided by hand; the rule of 24 hours applies at once. Erased users stay erased; ' +
      '`POST /admin/users/readmit` ends both.',
  })
  @Refuses({ 409: ANONYMOUS })
  includeUsers(@Body() body: UsersBody): Promise<ChangedUsersDto> {
    return this.service.include(body);
  }
}

/** Users whom both models leave out. */
@Module({
  imports: [EXCLUSION_TABLES],
  controllers: [ExclusionsController],
  providers: [Exclusions],
  exports: [Exclusions],
})
export class ExclusionsModule {}
