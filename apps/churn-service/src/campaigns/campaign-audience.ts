import { Database, DomainError, LONG_STATEMENTS, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { addDays, daysBetween } from '#common/calendar';
import { modelKindOf } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { Outbox } from '../delivery/outbox.js';
import { describeDoubts } from '../scores/doubts.js';
import type { ScoreSet } from '../scores/score-set.js';
import { SELECT_NEWEST_DOUBTS } from '../scores/score-sets.sql.js';
import { userOrder } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';
import type { ChurnSettings } from '../churn.settings.js';
import { LOCK_AGAINST_ERASURE, LOCK_AUDIENCES } from '../user-values/user-values.sql.js';
import type { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import { Campaign } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import {
  COUNT_ARMS,
  HOLDOUT,
  INSERT_ASSIGNMENTS,
  PART_USERS,
  SELECT_AUDIENCE_SNAPSHOT,
  SELECT_CAMPAIGN_USERS,
} from './campaigns.sql.js';
import type { ArmSize } from './campaigns.sql.js';
import { isTooLate, planCampaign } from './plan-campaign.js';
import type { CampaignUsers, LabelWindow } from './plan-campaign.js';
import { UpliftPolicy } from './uplift-policy.js';

/** What an audience was made of last. */
type AudienceSnapshot = Pick<
  LaunchedCampaign,
  'snapshotDate' | 'modelVersionId' | 'labelDays' | 'target' | 'kinds'
> & {
  readonly featureDays: number;
  /** Whether the audience has no more than so many members, the first in this order. */
  readonly isLimited: boolean;
  readonly order: Order;
  readonly defaultValue: number | null;
};

type Queries = Pick<Transaction, 'query'>;

/** The members of an audience, as a campaign finds them: what it can show with them, and their arms. */
@Injectable()
export class CampaignAudience {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
    private readonly outbox: Outbox,
    private readonly policy: UpliftPolicy,
  ) {}

  /** Null: the audience has no members of a scored day, or there is none. */
  async plan(terms: CampaignTermsDto): Promise<CampaignPlanDto | null> {
    const snapshot = await this.snapshot(terms.audience, this.database);
    if (snapshot === null) return null;
    const window = await this.windowOf(snapshot, this.database);
    const contactDay = addDays(snapshot.snapshotDate, 1 + window.labelDays - window.labelDaysLeft);
    const { members, policy } = await this.chosen(terms, snapshot, contactDay);
    const [users] = await this.database.query<CampaignUsers>(SELECT_CAMPAIGN_USERS, members);
    return planCampaign(
      users!,
      terms,
      window,
      policy,
      await orderOf(snapshot, this.database),
      this.contactDaysOf(terms),
    );
  }

  /**
   * Assigns the members as they are now, in one transaction with the messages that name the treated. Other launches,
   * and whatever changes members, wait for its end.
   * @throws DomainError not_found (audience_unknown), conflict (campaign_launched, campaign_too_small,
   * campaign_too_late, scores_doubtful, uplift_unproven), and as `UpliftPolicy.choose`; the draft stays as it was
   */
  async assign(campaign: Campaign): Promise<void> {
    const { id, key, audience, seed, holdout, arms } = campaign;
    await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_AGAINST_ERASURE);
      await transaction.query(LOCK_AUDIENCES);
      const [newest] = await transaction.query<Pick<ScoreSet, 'doubts'>>(SELECT_NEWEST_DOUBTS, [
        modelKindOf(this.settings.CHURN_BAND_TARGET),
      ]);
      const doubtful = describeDoubts(newest?.doubts ?? []);
      if (doubtful !== null) throw new DomainError('conflict', 'scores_doubtful', doubtful);
      const snapshot = await this.snapshot(audience, transaction);
      if (snapshot === null) throw audienceUnknown(audience);
      const { snapshotDate, labelDays, featureDays, modelVersionId, target, kinds } = snapshot;
      const closesOn = addDays(snapshotDate, labelDays);
      const left = await this.windowOf(snapshot, transaction);
      if (isTooLate(left)) throw tooLate(snapshotDate, left);
      const contactDay = addDays(closesOn, 1 - left.labelDaysLeft);
      const { members, policy } = await this.chosen(campaign, snapshot, contactDay);
      if (policy?.isProven === false) throw new DomainError('conflict', 'uplift_unproven', policy.headline);
      const [found] = await transaction.query<CampaignUsers>(SELECT_CAMPAIGN_USERS, members);
      const { affected } = await transaction.manager.update(
        Campaign,
        { id, launchedAt: IsNull() },
        {
          launchedAt: () => 'now()',
          snapshotDate,
          modelVersionId,
          labelDays,
          closesOn,
          contactDay,
          target,
          kinds,
          plan: planCampaign(
            found!,
            campaign,
            left,
            policy,
            await orderOf(snapshot, transaction),
            this.contactDaysOf(campaign),
          ),
        },
      );
      if (affected !== 1) throw alreadyLaunched(key);
      const window = [addDays(snapshotDate, 1), closesOn, featureDays];
      await transaction.query(INSERT_ASSIGNMENTS, [...members, id, seed, holdout, arms, ...window]);
      const sizes = await transaction.query<ArmSize>(COUNT_ARMS, [id]);
      const empty = [HOLDOUT, ...arms].filter((arm) => !sizes.some((size) => size.arm === arm));
      if (empty.length > 0) throw tooSmall(empty);
      const treated = sizes.reduce((sum, { arm, users }) => sum + (arm === HOLDOUT ? 0 : users), 0);
      await this.outbox.enqueue(transaction, {
        type: 'campaign.launched',
        data: { campaign: key, audience, snapshot: snapshotDate, closesOn },
        parts: Math.ceil(treated / PART_USERS),
      });
    }, LONG_STATEMENTS);
  }

  private contactDaysOf({ contactDays }: Pick<CampaignTermsDto, 'contactDays'>): number {
    return contactDays ?? this.settings.CAMPAIGN_CONTACT_DAYS;
  }

  private async snapshot(audience: string, from: Queries): Promise<AudienceSnapshot | null> {
    return (await from.query<AudienceSnapshot>(SELECT_AUDIENCE_SNAPSHOT, [audience]))[0] ?? null;
  }

  /** How much of the label window is not loaded yet: a contact shows in no earlier day. */
  private async windowOf({ snapshotDate, labelDays }: AudienceSnapshot, from: Queries): Promise<LabelWindow> {
    const { lastDay } = await this.loaded.coverage(from);
    const over = lastDay === null ? 0 : daysBetween(snapshotDate, lastDay);
    return { labelDays, labelDaysLeft: Math.min(labelDays, Math.max(0, labelDays - over)) };
  }

  /**
   * The parameters of statements about members, all or those whom a policy chooses.
   * @param contactDay of this campaign
   */
  private async chosen(
    terms: CampaignTermsDto,
    snapshot: AudienceSnapshot,
    contactDay: string,
  ): Promise<{ members: unknown[]; policy: CampaignPlanDto['policy'] }> {
    const days = this.contactDaysOf(terms);
    const since = days === 0 ? 'infinity' : addDays(contactDay, -days);
    const all: unknown[] = [terms.audience, since, null, snapshot.snapshotDate, snapshot.modelVersionId];
    if (typeof terms.upliftOf !== 'string') return { members: all, policy: null };
    const { userIds, policy } = await this.policy.choose(terms.upliftOf, terms, all, snapshot);
    return { members: all.with(2, userIds), policy };
  }
}

/** Of which users the members are the first; null: the audience has no limit. */
async function orderOf(
  { snapshotDate, modelVersionId: versionId, isLimited, order, defaultValue }: AudienceSnapshot,
  from: Queries,
): Promise<CampaignPlanDto['order']> {
  return isLimited
    ? await userOrder(from, { snapshotDate, versionId }, order, defaultValue ?? undefined)
    : null;
}

export function audienceUnknown(key: string): DomainError {
  const sentence = `There is no audience ${key} with members of a scored day.`;
  return new DomainError('not_found', 'audience_unknown', sentence);
}

export function alreadyLaunched(key: string): DomainError {
  const sentence = `The campaign ${key} has been launched: its users are assigned.`;
  return new DomainError('conflict', 'campaign_launched', sentence);
}

function tooLate(snapshotDate: string, { labelDays, labelDaysLeft }: LabelWindow): DomainError {
  return new DomainError(
    'conflict',
    'campaign_too_late',
    `The audience was scored on ${snapshotDate}; ${labelDaysLeft} of the ${labelDays} days of its label window are left, ` +
      'and a contact needs half of them to show. Score a newer day first (POST /admin/churn/score).',
  );
}

function tooSmall(arms: readonly string[]): DomainError {
  const sentence = `No user would be in ${arms.join(', ')}: widen the audience.`;
  return new DomainError('conflict', 'campaign_too_small', sentence);
}
