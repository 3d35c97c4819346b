import { Answers, CallerGone, Compressed, COST, Costs, CursorQuery, leftOutHeader, Refuses } from '#common';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LINE_TYPES, LinesQuery } from '../delivery/user-lines.js';
import { AudienceMembers } from './audience-members.js';
import { AudienceReads } from './audience-reads.js';
import {
  AudienceChangesDto,
  AudienceChangesQuery,
  AudienceDto,
  AudienceMembersDto,
  AudiencePreviewDto,
  AudienceRunsDto,
  AudiencesDto,
} from './audience.dto.js';
import { AudienceBody, AudienceParams, AudienceRulesBody, NewAudienceBody } from './audience-rules.dto.js';
import { AudiencesService } from './audiences.service.js';

const NOT_COMPUTED =
  '`features_unknown`: the newest scores do not have what the rules need; ' +
  '`campaign_open`, `campaign_withheld`, `campaign_too_small`, `uplift_unproven`: its uplift chooses no users';
const UNKNOWN = '`audience_unknown`';
const INVALID = '`validation_failed`, `rules_invalid`';

@Controller()
export class AudiencesController {
  constructor(
    private readonly audiences: AudiencesService,
    private readonly reads: AudienceReads,
    private readonly members: AudienceMembers,
  ) {}

  @Post('admin/audiences')
  @Costs(COST.batch)
  @ApiOperation({
    summary: 'Create an audience: users who meet conditions, recomputed with each publication of scores',
    description: 'Its members are computed before the answer. A key is never given again.',
  })
  @ApiCreatedResponse({ type: AudienceDto })
  @Refuses({
    400: INVALID,
    404: '`campaign_unknown`',
    409: `\`audience_exists\`, \`too_many_audiences\`; ${NOT_COMPUTED}`,
  })
  createAudience(@Body() body: NewAudienceBody): Promise<AudienceDto> {
    return this.audiences.create(body);
  }

  @Put('admin/audiences/:key')
  @Costs(COST.batch)
  @Answers(AudienceDto, 'Change name and rules of an audience', {
    details: 'Its members are computed anew before the answer, without regard to a minimum stay.',
  })
  @Refuses({
    400: INVALID,
    404: '`audience_unknown`; `campaign_unknown`',
    409: `\`audience_archived\`; ${NOT_COMPUTED}`,
  })
  changeAudience(@Param() { key }: AudienceParams, @Body() body: AudienceBody): Promise<AudienceDto> {
    return this.audiences.change(key, body);
  }

  @Delete('admin/audiences/:key')
  @Answers(AudienceDto, 'Archive an audience: all members leave it')
  @Refuses({ 404: UNKNOWN })
  archiveAudience(@Param() { key }: AudienceParams): Promise<AudienceDto> {
    return this.audiences.archive(key);
  }

  @Post('audiences/preview')
  @HttpCode(200)
  @Costs(COST.export)
  @Answers(AudiencePreviewDto, 'Who would be in an audience', {
    details: 'Nothing is stored. Excluded users are left out; the minimum stay does not count.',
  })
  @Refuses({
    400: INVALID,
    404: '`scores_missing`: the live version has no scores; `campaign_unknown`',
    409: `\`features_dropped\`; ${NOT_COMPUTED}`,
  })
  async previewAudience(@Body() body: AudienceRulesBody): Promise<AudiencePreviewDto> {
    await this.audiences.check(body);
    return await this.members.preview(body);
  }

  @Get('audiences')
  @Compressed()
  @Answers(AudiencesDto, 'Audiences with their sizes')
  listAudiences(): Promise<AudiencesDto> {
    return this.audiences.list();
  }

  @Get('audiences/:key')
  @Compressed()
  @Answers(AudienceDto, 'An audience with its rules')
  @Refuses({ 404: UNKNOWN })
  getAudience(@Param() { key }: AudienceParams): Promise<AudienceDto> {
    return this.audiences.get(key);
  }

  @Get('audiences/:key/members')
  @Compressed()
  @Answers(AudienceMembersDto, 'Members of an audience, page by page')
  @Refuses({ 400: '`cursor_invalid`', 404: UNKNOWN })
  async listAudienceMembers(
    @Param() { key }: AudienceParams,
    @Query() query: CursorQuery,
  ): Promise<AudienceMembersDto> {
    return await this.reads.members(await this.audiences.find(key), query);
  }

  @Get('admin/audiences/:key/members')
  @Costs(COST.export)
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOperation({
    summary: 'All members of an audience as a file',
    description:
      'It is the state after one run, which the headers `Audience-Run`, `Audience-Snapshot`, `Audience-Members`, ' +
      '`Audience-Digest` and `Audience-Changes-After` (send it as `after` to the changes) name; of lines of JSON the last one has the same. ' +
      'Members who may be contacted no more are left out until the next run, `Left-Out` counts them.',
  })
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Streamed' })
  @Refuses({ 404: UNKNOWN })
  async exportAudienceMembers(
    @Param() { key }: AudienceParams,
    @Query() { format }: LinesQuery,
    @CallerGone() gone: AbortSignal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const audience = await this.audiences.find(key);
    const { head, lines } = await this.reads.export(audience, format, gone);
    void reply.headers({
      'Audience-Run': head.run,
      'Audience-Snapshot': head.snapshotDate ?? '',
      'Audience-Members': head.members,
      'Audience-Digest': head.digest,
      'Left-Out': leftOutHeader(head.leftOut),
      'Audience-Changes-After': head.after,
    });
    return new StreamableFile(lines, {
      type: LINE_TYPES[format],
      disposition: `attachment; filename="${key}.${format}"`,
    });
  }

  @Get('audiences/:key/changes')
  @Compressed()
  @Answers(
    AudienceChangesDto,
    'Entries into an audience and exits, in the order in which they were committed',
    { details: 'For polling: `after` of one answer goes on where it ended, and misses nothing.' },
  )
  @Refuses({
    400: '`cursor_invalid`',
    404: UNKNOWN,
    409: '`changes_deleted`: those that follow were deleted; export the members',
  })
  async listAudienceChanges(
    @Param() { key }: AudienceParams,
    @Query() query: AudienceChangesQuery,
  ): Promise<AudienceChangesDto> {
    return await this.reads.changes(await this.audiences.find(key), query);
  }

  @Get('audiences/:key/history')
  @Compressed()
  @Answers(AudienceRunsDto, 'Runs of an audience with entries, exits and sizes, newest first')
  @Refuses({ 400: '`cursor_invalid`', 404: UNKNOWN })
  async listAudienceRuns(
    @Param() { key }: AudienceParams,
    @Query() query: CursorQuery,
  ): Promise<AudienceRunsDto> {
    return await this.reads.history(await this.audiences.find(key), query);
  }
}
