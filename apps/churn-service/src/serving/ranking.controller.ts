import { Answers, CallerGone, Compressed, COST, Costs, leftOutHeader, Refuses } from '#common';
import { Controller, Get, Header, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BandCountsDto, RankedQuery, RankedUsersDto, ScoreExportQuery } from './ranked.dto.js';
import { RankingService } from './ranking.service.js';
import { ScoreExport } from './score-export.js';
import { AsOfQuery } from './score-request.dto.js';

@Refuses({ 404: '`scores_missing`: nobody has been scored yet' })
@Controller()
export class RankingController {
  constructor(
    private readonly ranking: RankingService,
    private readonly scores: ScoreExport,
  ) {}

  @Get('churn')
  @Compressed()
  @Answers(
    RankedUsersDto,
    'Who is about to leave? Users ranked by probability, or by value at risk, page by page',
  )
  @Refuses({
    400: '`cursor_invalid`, `cursor_mismatch`, `filter_invalid`',
    409: '`cursor_outdated`: the scores were made anew',
  })
  listUsersAtRisk(@Query() query: RankedQuery): Promise<RankedUsersDto> {
    return this.ranking.page(query);
  }

  @Get('churn/bands')
  @Costs(COST.batch)
  @Compressed()
  @Answers(BandCountsDto, 'How many users are in each band; who is excluded is not counted')
  countBands(@Query() { asOf }: AsOfQuery): Promise<BandCountsDto> {
    return this.ranking.bands(asOf);
  }

  @Get('admin/churn/export.csv')
  @Costs(COST.export)
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="churn.csv"')
  @ApiOperation({
    summary: 'Scores of a snapshot date as CSV, highest probability or value at risk first',
    description:
      'With `contactable` a file to contact people from; the header `Left-Out` counts whom it leaves out. `Ordered-By` says the order.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Streamed; a header line, then a line a user' })
  async exportChurnScores(
    @Query() query: ScoreExportQuery,
    @CallerGone() gone: AbortSignal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const state = await this.ranking.newest(query.asOf);
    const list = await this.ranking.list(state, query);
    void reply.header('Ordered-By', list.order.sentence);
    const leftOut = await this.ranking.leftOut(state, list);
    if (leftOut !== null) void reply.header('Left-Out', leftOutHeader(leftOut));
    return new StreamableFile(await this.scores.stream(state, list, query.limit, gone));
  }
}
