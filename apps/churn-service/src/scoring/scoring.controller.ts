import { ProblemDto, UserIdParams } from '#common';
import { Controller, Get, Param } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ChurnScoreDto } from './churn-score.dto.js';
import { ScoringService } from './scoring.service.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn')
export class ScoringController {
  constructor(private readonly scoring: ScoringService) {}

  @Get(':userId')
  @ApiOperation({ summary: 'Is this user about to leave, how sure is that, and why?' })
  @ApiOkResponse({ type: ChurnScoreDto, description: 'Risk at the newest complete day' })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'The user id is no id' })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description:
      'No score. `user_unknown`: no event was ever loaded; `user_outside_population`: no event in the feature window; ' +
      '`user_excluded`: a bot, a service account or the anonymous pool',
  })
  @ApiServiceUnavailableResponse({
    type: ProblemDto,
    description: '`churn_model_missing`: nothing is trained yet',
  })
  score(@Param() { userId }: UserIdParams): Promise<ChurnScoreDto> {
    return this.scoring.scoreOf(userId);
  }
}
