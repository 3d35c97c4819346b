import { CallerGone, Compressed, COST, Costs, LimitQuery, ProblemDto } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import { UpliftDto } from './campaign-result.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import { CampaignBody, CampaignDto, CampaignParams, CampaignsDto, ContactsQuery } from './campaign.dto.js';
import { CampaignsService } from './campaigns.service.js';

@ApiBearerAuth('key')
@Controller()
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly uplift: CampaignUplift,
  ) {}

  @Post('campaigns/plan')
  @HttpCode(200)
  @ApiTags('churn')
  @Costs(COST.batch)
  @ApiOperation({ summary: 'What can a campaign of an audience show, and what is it expected to bring?' })
  @ApiOkResponse({ type: CampaignPlanDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`audience_unknown`' })
  planCampaign(@Body() body: CampaignTermsDto): Promise<CampaignPlanDto> {
    return this.campaigns.plan(body);
  }

  @Get('campaigns')
  @ApiTags('churn')
  @Compressed()
  @ApiOperation({ summary: 'Campaigns, newest first' })
  @ApiOkResponse({ type: CampaignsDto })
  async listCampaigns(@Query() { limit }: LimitQuery): Promise<CampaignsDto> {
    return { campaigns: await this.campaigns.list(limit) };
  }

  @Get('campaigns/:key')
  @ApiTags('churn')
  @Costs(COST.batch)
  @Compressed()
  @ApiOperation({
    summary:
      'One campaign: the plan of a draft, a look while it runs, the result once its label window has closed',
    description:
      'The effect is by assignment: users whom no contact reached count too. It is withheld when the arms have other sizes than were assigned.',
  })
  @ApiOkResponse({ type: CampaignDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`campaign_unknown`' })
  getCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.get(key);
  }

  @Get('campaigns/:key/contacts')
  @ApiTags('churn')
  @Costs(COST.export)
  @ApiOperation({ summary: 'The users to contact, by arm; never the hold-out' })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'Streamed; users who were excluded since are left out',
  })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`campaign_unknown`' })
  @ApiConflictResponse({ type: ProblemDto, description: '`campaign_not_launched`' })
  async listContacts(
    @Param() { key }: CampaignParams,
    @Query() { format }: ContactsQuery,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.campaigns.contacts(key, format, gone), {
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
    });
  }

  @Get('campaigns/:key/uplift')
  @ApiTags('churn')
  @Costs(COST.export)
  @ApiOperation({
    summary: 'For whom did a campaign work? Made once its result is known, then stored',
    description: 'Each learner is measured on users that it has not learned from. "No proof" is an answer.',
  })
  @ApiOkResponse({ type: UpliftDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`campaign_unknown`' })
  @ApiConflictResponse({
    type: ProblemDto,
    description: '`campaign_open`; `campaign_withheld`; `campaign_too_small`: fewer than 1,000 users an arm',
  })
  getUplift(@Param() { key }: CampaignParams): Promise<UpliftDto> {
    return this.uplift.of(key);
  }

  @Post('admin/campaigns')
  @ApiTags('admin')
  @ApiOperation({ summary: 'Store the draft of a campaign' })
  @ApiCreatedResponse({ type: CampaignDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`audience_unknown`' })
  @ApiConflictResponse({ type: ProblemDto, description: '`campaign_exists`' })
  draftCampaign(@Body() body: CampaignBody): Promise<CampaignDto> {
    return this.campaigns.draft(body);
  }

  @Delete('admin/campaigns/:key')
  @ApiTags('admin')
  @ApiOperation({ summary: 'Remove a draft' })
  @ApiOkResponse({ type: CampaignDto, description: 'What was removed' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`campaign_unknown`' })
  @ApiConflictResponse({ type: ProblemDto, description: '`campaign_launched`' })
  removeCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.remove(key);
  }

  @Post('admin/campaigns/:key/launch')
  @HttpCode(200)
  @ApiTags('admin')
  @Costs(COST.job)
  @ApiOperation({
    summary: 'Assign the members of the audience to the arms and the hold-out, for good',
    description:
      'Contacts are those of `GET /campaigns/:key/contacts`. Labels leave the treated users out until the window closes.',
  })
  @ApiOkResponse({ type: CampaignDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`campaign_unknown`, `audience_unknown`' })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`campaign_launched`; `campaign_too_small`: an arm would be empty; `campaign_window_closed`: the audience is of an old day',
  })
  launchCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.launch(key);
  }
}
