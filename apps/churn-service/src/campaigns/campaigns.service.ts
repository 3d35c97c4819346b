import { DomainError, OuterIds, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { quotedCell } from '#common/cells';
import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import type { ChurnSettings } from '../settings.js';
import type { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import type { CampaignResultDto } from './campaign-result.dto.js';
import type { CampaignBody, CampaignDto, CampaignSummaryDto } from './campaign.dto.js';
import { isClosed, isLaunched, stateOf } from './campaign.entity.js';
import type { Campaign, ClosedCampaign } from './campaign.entity.js';
import { CampaignsRepository } from './campaigns.repository.js';
import type { ArmSize, AudienceSnapshot, Contact, Reach } from './campaigns.repository.js';
import { HOLDOUT } from './campaigns.sql.js';
import { measureCampaign } from './measure-campaign.js';
import { planCampaign } from './plan-campaign.js';

/** From the plan of a campaign to its result. */
@Injectable()
export class CampaignsService {
  private readonly reach: Reach;

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly campaigns: CampaignsRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly ids: OuterIds,
  ) {
    this.reach = {
      globalControl: settings.CAMPAIGN_GLOBAL_CONTROL,
      contactDays: settings.CAMPAIGN_CONTACT_DAYS,
    };
  }

  /** @throws DomainError not_found (audience_unknown) */
  async plan(terms: CampaignTermsDto): Promise<CampaignPlanDto> {
    assertArms(terms);
    const snapshot = await this.campaigns.snapshotOf(terms.audience);
    assertScored(snapshot, terms.audience);
    return planCampaign(
      await this.campaigns.usersOf(terms.audience, snapshot.snapshotDate, this.reach),
      terms,
    );
  }

  /** @throws DomainError not_found (audience_unknown), conflict (campaign_exists) */
  async draft({ audience, ...body }: CampaignBody): Promise<CampaignDto> {
    assertArms(body);
    assertScored(await this.campaigns.snapshotOf(audience), audience);
    if ((await this.campaigns.find(body.key)) !== null)
      throw new DomainError('conflict', 'campaign_exists', `There is a campaign ${body.key} already.`);
    const seed = randomBytes(8).toString('hex');
    return await this.describe(await this.campaigns.insert({ ...body, audienceKey: audience, seed }));
  }

  /** @throws DomainError not_found (campaign_unknown), conflict (campaign_launched) */
  async remove(key: string): Promise<CampaignDto> {
    const campaign = await this.get(key);
    if (!(await this.campaigns.deleteDraft(campaign.key))) throw alreadyLaunched(key);
    return campaign;
  }

  /**
   * Assigns the members of the audience as they are now.
   * @throws DomainError not_found (campaign_unknown, audience_unknown), conflict (campaign_launched,
   * campaign_too_small, campaign_window_closed)
   */
  async launch(key: string): Promise<CampaignDto> {
    const draft = await this.find(key);
    const { newestDay } = await this.snapshots.loadedDays();
    const launched = await this.campaigns.launch(draft, this.reach, (snapshot, arms) => {
      assertScored(snapshot, draft.audienceKey);
      const closesOn = addDays(snapshot.snapshotDate, snapshot.labelDays);
      if (newestDay !== null && newestDay >= closesOn)
        throw new DomainError(
          'conflict',
          'campaign_window_closed',
          `The audience was scored on ${snapshot.snapshotDate}, and its label window closed on ${closesOn}: score a newer day first.`,
        );
      const own = arms.filter(({ globalControl }) => !globalControl);
      const missing = [HOLDOUT, ...draft.arms].filter((arm) => !own.some((other) => other.arm === arm));
      if (missing.length === 0) return;
      throw new DomainError(
        'conflict',
        'campaign_too_small',
        `Nobody would be in ${missing.join(', ')}: widen the audience.`,
      );
    });
    if (!launched) throw alreadyLaunched(key);
    return await this.get(key);
  }

  /** Makes and stores the results whose label windows have closed. */
  async closeDue(): Promise<void> {
    const { newestDay } = await this.snapshots.loadedDays();
    if (newestDay === null) return;
    for (const campaign of await this.campaigns.due(newestDay)) await this.resultOf(campaign);
  }

  async list(limit: number): Promise<CampaignSummaryDto[]> {
    return (await this.campaigns.list(limit)).map(summaryOf);
  }

  /** @throws DomainError not_found (campaign_unknown) */
  async get(key: string): Promise<CampaignDto> {
    return await this.describe(await this.find(key));
  }

  /** A campaign whose result is stored. @throws DomainError conflict (campaign_open) */
  async closed(key: string): Promise<ClosedCampaign> {
    const campaign = await this.find(key);
    await this.resultOf(campaign);
    if (isClosed(campaign)) return campaign;
    throw new DomainError(
      'conflict',
      'campaign_open',
      `The campaign has no result yet: ${campaign.closesOn === null ? 'it is a draft' : `its label window closes on ${campaign.closesOn}`}.`,
    );
  }

  /** The treated users. @throws DomainError not_found (campaign_unknown), conflict (campaign_not_launched) */
  async contacts(key: string, format: 'csv' | 'ndjson', gone: AbortSignal): Promise<Readable> {
    const campaign = await this.find(key);
    if (!isLaunched(campaign))
      throw new DomainError('conflict', 'campaign_not_launched', 'A draft has no contacts: launch it first.');
    return await this.campaigns.contacts(campaign, (batches) => this.written(batches, format), gone);
  }

  private async *written(
    batches: AsyncGenerator<Contact[]>,
    format: 'csv' | 'ndjson',
  ): AsyncGenerator<string> {
    if (format === 'csv') yield 'user_id,arm,probability\n';
    for await (const contacts of batches) {
      const shown = await this.ids.shown(
        'user',
        contacts.map(({ userId }) => userId),
      );
      const lines = contacts.map(({ userId, arm, probability }) =>
        format === 'csv'
          ? [quotedCell(shown(userId)), arm, probability].join(',')
          : JSON.stringify({ userId: shown(userId), arm, probability }),
      );
      yield `${lines.join('\n')}\n`;
    }
  }

  private async find(key: string): Promise<Campaign> {
    const campaign = await this.campaigns.find(key);
    if (campaign !== null) return campaign;
    throw new DomainError('not_found', 'campaign_unknown', `There is no campaign ${key}.`);
  }

  private async describe(campaign: Campaign): Promise<CampaignDto> {
    const result = await this.resultOf(campaign);
    const sizes = isLaunched(campaign) ? await this.campaigns.sizes(campaign) : [];
    return {
      ...summaryOf(campaign),
      plan: isLaunched(campaign) ? null : await this.planOf(campaign),
      launched: isLaunched(campaign) ? { ...armsOf(sizes), ...campaign.leftOut! } : null,
      result,
    };
  }

  private async planOf({ audienceKey, ...campaign }: Campaign): Promise<CampaignPlanDto | null> {
    const snapshot = await this.campaigns.snapshotOf(audienceKey);
    if (snapshot === null) return null;
    const users = await this.campaigns.usersOf(audienceKey, snapshot.snapshotDate, this.reach);
    return planCampaign(users, { ...campaign, audience: audienceKey });
  }

  /** The stored result, or one made now: stored once every day of the label window is loaded. */
  private async resultOf(campaign: Campaign): Promise<CampaignResultDto | null> {
    if (campaign.result !== null || !isLaunched(campaign)) return campaign.result;
    const { wholeDays } = await this.snapshots.coverage();
    const { snapshotDate, labelDays } = campaign;
    const missing = incompleteLabelDays(snapshotDate, labelDays, new Set(wholeDays));
    const through = missing.length === 0 ? campaign.closesOn : addDays(missing[0]!, -1);
    if (through <= snapshotDate) return null;
    const isFinal = missing.length === 0;
    const arms = await this.campaigns.silence(campaign, through);
    const result = measureCampaign(arms, campaign, { through, isFinal });
    if (!isFinal) return result;
    await this.campaigns.close(campaign, result);
    return (campaign.result = result);
  }
}

function summaryOf(campaign: Campaign) {
  const { key, name, audienceKey, arms, holdout, seed, successRate, contactCost, savedValue } = campaign;
  return {
    ...{ key, name, arms, holdout, seed, successRate, contactCost, savedValue },
    audience: audienceKey,
    state: stateOf(campaign),
    createdAt: campaign.createdAt.toISOString(),
    launchedAt: campaign.launchedAt?.toISOString() ?? null,
    snapshotDate: campaign.snapshotDate,
    closesOn: campaign.closesOn,
  } satisfies CampaignSummaryDto;
}

function armsOf(sizes: readonly ArmSize[]) {
  const own = sizes.filter(({ globalControl }) => !globalControl);
  return {
    arms: own.map(({ arm, users }) => ({ arm, users })),
    globalControl: sizes.reduce((sum, { globalControl, users }) => sum + (globalControl ? users : 0), 0),
  };
}

function alreadyLaunched(key: string): DomainError {
  return new DomainError(
    'conflict',
    'campaign_launched',
    `The campaign ${key} has been launched: its users are assigned.`,
  );
}

function assertScored(snapshot: AudienceSnapshot | null, key: string): asserts snapshot is AudienceSnapshot {
  if (snapshot !== null) return;
  throw new DomainError(
    'not_found',
    'audience_unknown',
    `There is no audience ${key} with members of a scored day.`,
  );
}

function assertArms({ arms }: Pick<CampaignTermsDto, 'arms'>): void {
  const isGood = (arm: unknown) =>
    typeof arm === 'string' && /^[a-z0-9-]{1,40}$/.test(arm) && arm !== HOLDOUT;
  if (arms.every(isGood) && new Set(arms).size === arms.length) return;
  throw new DomainError(
    'invalid',
    'validation_failed',
    `arms must be different names of a-z, 0-9 and hyphens, and none may be ${HOLDOUT}.`,
  );
}
