import { Compressed, ProblemDto, UserIdParams } from '#common';
import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  ExclusionDecisionDto,
  ExclusionDto,
  ExclusionPageDto,
  ExclusionsQuery,
  HandedBackDto,
} from './exclusion.dto.js';
import { ExclusionsService } from './exclusions.service.js';

@ApiBearerAuth('key')
@Controller()
export class ExclusionsController {
  constructor(private readonly service: ExclusionsService) {}

  @Get('ingest/exclusions')
  @Compressed()
  @ApiTags('ingest')
  @ApiOperation({ summary: 'Users excluded from both models, with the evidence, and those included by hand' })
  @ApiOkResponse({ type: ExclusionPageDto })
  listExclusions(@Query() query: ExclusionsQuery): Promise<ExclusionPageDto> {
    return this.service.page(query);
  }

  @Put('admin/ingest/exclusions/:userId')
  @ApiTags('admin')
  @ApiOperation({
    summary: 'Exclude or include a user by hand',
    description: 'Both services honour it at the next question. No rule overrules a decision made by hand.',
  })
  @ApiOkResponse({ type: ExclusionDto })
  @ApiConflictResponse({
    type: ProblemDto,
    description: '`anonymous_pool`: user 0 is always excluded; `user_being_erased`',
  })
  setExclusion(
    @Param() { userId }: UserIdParams,
    @Body() { excluded, reason }: ExclusionDecisionDto,
  ): Promise<ExclusionDto> {
    return this.service.decide(userId, excluded, reason);
  }

  @Delete('admin/ingest/exclusions/:userId')
  @ApiTags('admin')
  @ApiOperation({
    summary: 'Hand a decision back to the rules',
    description: 'Forgets what was decided by hand. The rule of 24 hours applies at once.',
  })
  @ApiOkResponse({ type: HandedBackDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`decision_unknown`: nothing was decided by hand' })
  @ApiConflictResponse({ type: ProblemDto, description: '`anonymous_pool`: user 0 is always excluded' })
  handBackExclusion(@Param() { userId }: UserIdParams): Promise<HandedBackDto> {
    return this.service.handBack(userId);
  }
}
