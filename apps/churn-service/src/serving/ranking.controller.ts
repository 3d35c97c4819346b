import { CallerGone, Compressed, COST, Costs, ProblemDto } from '#common';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { RankedQuery, RankedUsersDto } from './ranked.dto.js';
import { RankingService } from './ranking.service.js';
import { ScoreExport } from './score-export.js';
import { AsOfQuery } from './score-request.dto.js';

@ApiTags('churn')
@ApiBearerAuth('key')
@ApiNotFoundResponse({ type: ProblemDto, description: '`scores_missing`: nobody has been scored yet' })
@Controller()
export class RankingController {
  constructor(
    private readonly ranking: RankingService,
    private readonly scores: ScoreExport,
  ) {}

  @Get('churn')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Compressed()
  @ApiOperation({ summary: 'Who is about to leave? Users ranked by probability, page by page' })
  @ApiOkResponse({ type: RankedUsersDto })
  @ApiBadRequestResponse({ type: ProblemDto, description: '`cursor_invalid`, `cursor_mismatch`' })
  @ApiConflictResponse({ type: ProblemDto, description: '`cursor_outdated`: the scores were made anew' })
  listUsersAtRisk(@Query() query: RankedQuery): Promise<string> {
    return this.ranking.page(query);
  }

  @Get('admin/churn/export.csv')
  @Costs(COST.export)
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="churn.csv"')
  @ApiOperation({ summary: 'All scores of a snapshot date as CSV, highest probability first' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Streamed; a header line, then a line a user' })
  async exportChurnScores(
    @Query() { asOf }: AsOfQuery,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    const moment = await this.ranking.newest(asOf);
    return new StreamableFile(await this.scores.stream(moment, gone));
  }
}
