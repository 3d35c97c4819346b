import { Answers, Compressed, COST, Costs, Refuses, UserIdParams } from '#common';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { TargetPageQuery } from '../registry/churn-model.dto.js';
import { ChurnScoreDto } from './churn-score.dto.js';
import { RiskHistory } from './risk-history.js';
import { RiskHistoryDto } from './risk-history.dto.js';
import { ScoreBatchDto, LARGEST_BATCH, ScoreBatchBody, ScoreQuery } from './score-request.dto.js';
import { ScoringService } from './scoring.service.js';
import { WhatIfBody, WhatIfDto } from './what-if.dto.js';
import { WhatIf } from './what-if.service.js';

@Refuses({ 503: '`churn_model_missing`: no version of the target is live yet' })
@Controller('churn')
export class ScoringController {
  constructor(
    private readonly scoring: ScoringService,
    private readonly history: RiskHistory,
    private readonly whatIf: WhatIf,
  ) {}

  @Get(':userId')
  @Answers(ChurnScoreDto, 'Is this user about to leave, how sure is that, and why?', {
    answer: 'Risk at the newest complete day, or at the day asked for',
  })
  @Refuses({
    400: 'The user id is no id, or the day no day; `horizon_not_offered`: with those that are, and why not the others',
    404:
      'No score. `user_unknown`: no event was ever loaded; `user_outside_population`: no event in the feature window; ' +
      '`user_excluded`: a bot, a service account or the anonymous pool; `snapshot_unknown`: the day, or the first of its feature window, is not loaded',
  })
  getChurnRisk(@Param() { userId }: UserIdParams, @Query() query: ScoreQuery): Promise<ChurnScoreDto> {
    return this.scoring.scoreOf(userId, query);
  }

  @Get(':userId/history')
  @Compressed()
  @Answers(RiskHistoryDto, 'How has the risk of this user changed, and what came of it?', {
    details:
      'Every day that has been scored, newest first: by the live version where it scored the day, else by the version that ' +
      'scored it last. A user who left the population has the scores of earlier days.',
  })
  @Refuses({
    400: 'The user id is no id; `cursor_invalid`',
    404: '`user_unknown`: no event was ever loaded; `user_excluded`',
  })
  getRiskHistory(
    @Param() { userId }: UserIdParams,
    @Query() query: TargetPageQuery,
  ): Promise<RiskHistoryDto> {
    return this.history.page(userId, query);
  }

  @Post('what-if')
  @HttpCode(200)
  @Answers(WhatIfDto, 'What would the risk be if features of a user were other ones?', {
    details:
      'Longer windows of a changed amount change by as much, trends and `days_from_last_event` are computed anew, unless ' +
      'they are given too. It is an association of the past, not the effect of a change.',
  })
  @Refuses({
    400: '`features_invalid`: unknown features, values out of range, what must be given, in `errors`',
    404: 'No score: `user_unknown`, `user_outside_population`, `user_excluded`, `snapshot_unknown`',
  })
  askWhatIf(@Body() { userId, changes }: WhatIfBody): Promise<WhatIfDto> {
    return this.whatIf.answer(userId ?? null, changes);
  }

  @Post('batch')
  @Costs(COST.batch)
  @HttpCode(200)
  @Compressed()
  @Answers(ScoreBatchDto, `Risks of up to ${LARGEST_BATCH} users, each with a status of its own`)
  @Refuses({
    400: 'Too many ids, or one that is no id; `horizon_not_offered`',
    404: '`snapshot_unknown`: the day, or the first of its feature window, is not loaded',
  })
  async getChurnRisks(@Body() { userIds, ...query }: ScoreBatchBody): Promise<ScoreBatchDto> {
    const { state, answers } = await this.scoring.scoresOf(userIds, query);
    return {
      snapshotDate: state?.snapshotDate ?? null,
      results: answers.map(({ userId, score, noScore }) =>
        score === null
          ? { userId, status: noScore.status, score, detail: noScore.detail }
          : { userId, status: 'scored', score, detail: null },
      ),
    };
  }
}
