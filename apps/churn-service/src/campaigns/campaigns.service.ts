import { answerOf, Database, DomainError, Exports, OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { IsNull } from 'typeorm';
import type { Repository } from 'typeorm';
import { SELECT_CONTACTS } from '../delivery/delivery.sql.js';
import type { Contact } from '../delivery/message-content.js';
import { userLines } from '../delivery/user-lines.js';
import type { LineFormat } from '../delivery/user-lines.js';
import { declaredFacts } from '../dataset/facts.repository.js';
import { alreadyLaunched, audienceUnknown, CampaignAudience } from './campaign-audience.js';
import type { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import type { CampaignPartDto } from './campaign-result.dto.js';
import { CampaignResults } from './campaign-results.js';
import { campaignUnknown } from './campaign-uplift.js';
import { CampaignSummaryDto } from './campaign.dto.js';
import type { CampaignBody, CampaignDto } from './campaign.dto.js';
import { Campaign, isLaunched, stateOf } from './campaign.entity.js';
import { COUNT_ARMS } from './campaigns.sql.js';
import type { ArmSize } from './campaigns.sql.js';

const BATCH_ROWS = 2_000;

/** From the plan of a campaign to its result. */
@Injectable()
export class CampaignsService {
  constructor(
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    private readonly database: Database,
    private readonly exports: Exports,
    private readonly ids: OuterIds,
    private readonly audience: CampaignAudience,
    private readonly results: CampaignResults,
  ) {}

  /** @throws DomainError not_found (audience_unknown) */
  async plan(terms: CampaignTermsDto): Promise<CampaignPlanDto> {
    const plan = await this.audience.plan(terms);
    if (plan === null) throw audienceUnknown(terms.audience);
    return plan;
  }

  /** @throws DomainError not_found (audience_unknown), conflict (campaign_exists) */
  async draft({ key, ...body }: CampaignBody): Promise<CampaignDto> {
    await this.plan(body);
    if (await this.campaigns.existsBy({ key }))
      throw new DomainError('conflict', 'campaign_exists', `There is a campaign ${key} already.`);
    await this.campaigns.insert({ key, ...body, seed: randomBytes(8).toString('hex') });
    return await this.get(key);
  }

  /** @throws DomainError not_found (campaign_unknown), conflict (campaign_launched) */
  async remove(key: string): Promise<CampaignDto> {
    const campaign = await this.get(key);
    const { affected } = await this.campaigns.delete({ key, launchedAt: IsNull() });
    if (affected !== 1) throw alreadyLaunched(key);
    return campaign;
  }

  /** @throws DomainError not_found (campaign_unknown), and as `CampaignAudience.assign` */
  async launch(key: string): Promise<CampaignDto> {
    await this.audience.assign(await this.find(key));
    return await this.get(key);
  }

  async list(limit: number): Promise<CampaignSummaryDto[]> {
    return (await this.campaigns.find({ order: { id: 'DESC' }, take: limit })).map(summaryOf);
  }

  /** @throws DomainError not_found (campaign_unknown) */
  async get(key: string): Promise<CampaignDto> {
    const campaign = await this.find(key);
    const summary = summaryOf(campaign);
    if (!isLaunched(campaign))
      return {
        ...summary,
        plan: await this.audience.plan(campaign),
        launched: null,
        result: null,
        warning: null,
      };
    const arms = await this.database.query<ArmSize>(COUNT_ARMS, [campaign.id]);
    return {
      ...summary,
      plan: campaign.plan,
      launched: { arms },
      result: await this.results.of(campaign),
      warning: campaign.warning,
    };
  }

  /** @throws DomainError not_found (campaign_unknown, fact_unknown), conflict (campaign_not_launched) */
  async byFact(key: string, name: string): Promise<CampaignPartDto[]> {
    const campaign = await this.find(key);
    const fact = (await declaredFacts(this.database)).find((one) => one.name === name);
    if (fact === undefined)
      throw new DomainError('not_found', 'fact_unknown', `No fact ${name} is declared.`);
    if (!isLaunched(campaign))
      throw new DomainError('conflict', 'campaign_not_launched', 'A draft has no result: launch it first.');
    return await this.results.byFact(campaign, fact);
  }

  /** The treated users. @throws DomainError not_found (campaign_unknown), conflict (campaign_not_launched) */
  async contacts(key: string, format: LineFormat, gone: AbortSignal): Promise<Readable> {
    const campaign = await this.find(key);
    if (!isLaunched(campaign))
      throw new DomainError('conflict', 'campaign_not_launched', 'A draft has no contacts: launch it first.');
    const statement = { sql: SELECT_CONTACTS, parameters: [key, null], batchRows: BATCH_ROWS };
    const { ids } = this;
    return await this.exports.write<Contact>(
      statement,
      async function* (batches) {
        if (format === 'csv') yield 'user_id,arm,probability\n';
        for await (const contacts of batches) yield await userLines(ids, contacts, format);
      },
      gone,
    );
  }

  private async find(key: string): Promise<Campaign> {
    const campaign = await this.campaigns.findOneBy({ key });
    if (campaign === null) throw campaignUnknown(key);
    return campaign;
  }
}

function summaryOf(campaign: Campaign) {
  return answerOf(CampaignSummaryDto, Object.assign({ state: stateOf(campaign) }, campaign));
}
