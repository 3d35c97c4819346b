import { Field, JoinedType } from '#common';
import { CampaignPlanDto, CampaignTermsDto, KEY } from './campaign-plan.dto.js';
import { CampaignResultDto } from './campaign-result.dto.js';
import { CAMPAIGN_STATES } from './campaign.entity.js';
import type { CampaignState } from './campaign.entity.js';

export class CampaignParams {
  @Field.text('Key of the campaign', { ...KEY, example: 'spring-offer' })
  key: string;
}

export class CampaignFactParams extends CampaignParams {
  @Field.text('Fact, as `GET /ingest/facts` of ingest-service names it', { maxLength: 40, example: 'plan' })
  fact: string;
}

export class CampaignBody extends JoinedType(CampaignParams, CampaignTermsDto) {
  @Field.text('Name', { minLength: 1, maxLength: 200, example: 'Spring offer' })
  name: string;
}

export class CampaignSummaryDto extends CampaignBody {
  @Field.enum('running: it has no stored result yet', CAMPAIGN_STATES, { example: 'running' })
  state: CampaignState;

  @Field.text('With it, the arm of a user can be computed', { example: '3f2504e04f8911d3' })
  seed: string;

  @Field.time('When it was made', { example: '2026-11-24T02:15:00.000Z' })
  createdAt: Date;

  @Field.time('When it was launched', { nullable: true, example: '2026-11-24T03:15:00.000Z' })
  launchedAt: Date | null;

  @Field.day('Last day that the risks at launch have seen', { nullable: true, example: '2017-04-28' })
  snapshotDate: string | null;

  @Field.day('Last day of the label window', { nullable: true, example: '2017-05-12' })
  closesOn: string | null;
}

export class CampaignsDto {
  @Field.objects(() => CampaignSummaryDto, 'Newest first')
  campaigns: readonly CampaignSummaryDto[];
}

class ArmSizeDto {
  @Field.text('Name of the arm, or `holdout`', { example: 'treatment' })
  arm: string;

  @Field.count('Users', { example: 6262 })
  users: number;
}

class LaunchedDto {
  @Field.objects(() => ArmSizeDto, 'Users of each arm, erased ones left out')
  arms: readonly ArmSizeDto[];
}

export class CampaignDto extends CampaignSummaryDto {
  @Field.object(
    () => CampaignPlanDto,
    'What it can show: by the members as they are, or as they were at launch; null without scored members',
    { nullable: true },
  )
  plan: CampaignPlanDto | null;

  @Field.object(() => LaunchedDto, 'Who was assigned; null: a draft', { nullable: true })
  launched: LaunchedDto | null;

  @Field.object(() => CampaignResultDto, 'What came of it, so far while it runs; null: no day yet', {
    nullable: true,
  })
  result: CampaignResultDto | null;

  @Field.text(
    'Why nothing was learned from the result of whom it worked for; null where it was, or need not be',
    {
      nullable: true,
      example: null,
    },
  )
  warning: string | null;
}
