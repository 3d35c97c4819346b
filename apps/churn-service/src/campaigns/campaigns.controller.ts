import { Answers, CallerGone, Compressed, COST, Costs, LimitQuery, Refuses } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { LINE_TYPES, LinesQuery } from '../delivery/user-lines.js';
import { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import { CampaignPartsDto, UpliftDto } from './campaign-result.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import {
  CampaignBody,
  CampaignDto,
  CampaignFactParams,
  CampaignParams,
  CampaignsDto,
} from './campaign.dto.js';
import { CampaignsService } from './campaigns.service.js';

const UPLIFT =
  'of `upliftOf`: `campaign_open`, `campaign_withheld`, `uplift_failed`, `campaign_too_small`, `features_unknown`';

@Controller()
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly uplift: CampaignUplift,
  ) {}

  @Post('campaigns/plan')
  @HttpCode(200)
  @Costs(COST.batch)
  @Answers(CampaignPlanDto, 'What can a campaign of an audience show, and what is it expected to bring?')
  @Refuses({ 404: '`audience_unknown`; `campaign_unknown`', 409: UPLIFT })
  planCampaign(@Body() body: CampaignTermsDto): Promise<CampaignPlanDto> {
    return this.campaigns.plan(body);
  }

  @Get('campaigns')
  @Compressed()
  @Answers(CampaignsDto, 'Campaigns, newest first')
  async listCampaigns(@Query() { limit }: LimitQuery): Promise<CampaignsDto> {
    return { campaigns: await this.campaigns.list(limit) };
  }

  @Get('campaigns/:key')
  @Costs(COST.batch)
  @Compressed()
  @Answers(
    CampaignDto,
    'One campaign: the plan of a draft, a look while it runs, the result once its label window has closed',
    {
      details:
        'The effect is by assignment: users whom no contact reached count too. It is withheld when the arms have other sizes than were assigned.',
    },
  )
  @Refuses({ 404: '`campaign_unknown`' })
  getCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.get(key);
  }

  @Get('campaigns/:key/facts/:fact')
  @Costs(COST.batch)
  @Compressed()
  @Answers(CampaignPartsDto, 'The result by what a fact of users was when the campaign was launched')
  @Refuses({ 404: '`campaign_unknown`; `fact_unknown`', 409: '`campaign_not_launched`' })
  async measureByFact(@Param() { key, fact }: CampaignFactParams): Promise<CampaignPartsDto> {
    return { parts: await this.campaigns.byFact(key, fact) };
  }

  @Get('admin/campaigns/:key/contacts')
  @Costs(COST.export)
  @ApiOperation({ summary: 'The users to contact, by arm; never the hold-out' })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'Streamed; users who may be contacted no more are left out',
  })
  @Refuses({ 404: '`campaign_unknown`', 409: '`campaign_not_launched`' })
  async listContacts(
    @Param() { key }: CampaignParams,
    @Query() { format }: LinesQuery,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    const lines = await this.campaigns.contacts(key, format, gone);
    return new StreamableFile(lines, { type: LINE_TYPES[format] });
  }

  @Get('campaigns/:key/uplift')
  @Costs(COST.export)
  @Answers(UpliftDto, 'For whom did a campaign work? Made with its result', {
    details: 'Each learner is measured on users that it has not learned from. "No proof" is an answer.',
  })
  @Refuses({
    404: '`campaign_unknown`',
    409: '`campaign_open`; `campaign_withheld`; `uplift_failed`; `campaign_too_small`: fewer than 1,000 users an arm',
  })
  getUplift(@Param() { key }: CampaignParams): Promise<UpliftDto> {
    return this.uplift.of(key);
  }

  @Post('admin/campaigns')
  @ApiOperation({ summary: 'Store the draft of a campaign' })
  @ApiCreatedResponse({ type: CampaignDto })
  @Refuses({ 404: '`audience_unknown`; `campaign_unknown`', 409: `\`campaign_exists\`; ${UPLIFT}` })
  draftCampaign(@Body() body: CampaignBody): Promise<CampaignDto> {
    return this.campaigns.draft(body);
  }

  @Delete('admin/campaigns/:key')
  @Answers(CampaignDto, 'Remove a draft', { answer: 'What was removed' })
  @Refuses({ 404: '`campaign_unknown`', 409: '`campaign_launched`' })
  removeCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.remove(key);
  }

  @Post('admin/campaigns/:key/launch')
  @HttpCode(200)
  @Costs(COST.job)
  @Answers(CampaignDto, 'Assign the members of the audience to the arms and the hold-out, for good', {
    details:
      'Contacts are those of `GET /admin/campaigns/:key/contacts`. Labels leave the treated users out until the window closes.',
  })
  @Refuses({
    404: '`campaign_unknown`, `audience_unknown`',
    409:
      '`campaign_launched`; `campaign_too_small`: an arm would be empty; `campaign_too_late`: less than half of the label window is left; `scores_doubtful`; ' +
      `\`uplift_unproven\`; ${UPLIFT}`,
  })
  launchCampaign(@Param() { key }: CampaignParams): Promise<CampaignDto> {
    return this.campaigns.launch(key);
  }
}
