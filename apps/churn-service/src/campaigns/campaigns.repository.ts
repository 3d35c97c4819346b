import { Database, Exports } from '#common';
import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Readable } from 'node:stream';
import { IsNull, LessThanOrEqual } from 'typeorm';
import type { Repository } from 'typeorm';
import { copyRows } from '../dataset/copy-rows.js';
import { Deliveries } from '../delivery/deliveries.js';
import type { EventKind } from '../event-kinds.js';
import { LOCK_AGAINST_ERASURE } from '../user-values/user-values.sql.js';
import { Campaign } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import {
  COUNT_ARMS,
  INSERT_ASSIGNMENTS,
  SELECT_AUDIENCE_SNAPSHOT,
  SELECT_CAMPAIGN_USERS,
  SELECT_CONTACTS,
  SELECT_UPLIFT_USERS,
  silenceSql,
  updateChurnedSql,
} from './campaigns.sql.js';
import type { ArmUsers } from './measure-campaign.js';
import type { CampaignUsers } from './plan-campaign.js';

/** What an audience was made of last. */
export interface AudienceSnapshot {
  readonly snapshotDate: string;
  readonly modelVersionId: number;
  readonly labelDays: number;
  readonly featureDays: number;
  readonly kinds: EventKind[];
}

/** How many users an arm has. */
export interface ArmSize {
  readonly arm: string;
  readonly globalControl: boolean;
  readonly users: number;
}

export interface Contact {
  readonly userId: string;
  readonly arm: string;
  readonly probability: number;
}

export interface UpliftUser {
  readonly isTreated: boolean;
  readonly churned: boolean;
  /** Float32, in the order of the catalogue of the version. */
  readonly features: Buffer;
}

/** Whom a campaign may contact. */
export interface Reach {
  readonly globalControl: number;
  /** Users whom another campaign has contacted so many days before are left alone. */
  readonly contactDays: number;
}

const BATCH_ROWS = 2_000;
/** Treated users in a message of a launch. */
const PART_USERS = 1_000;
const JOB = { statementTimeoutMs: 300_000 };

/** Keeps campaigns and the arms of their users. */
@Injectable()
export class CampaignsRepository {
  constructor(
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    private readonly database: Database,
    private readonly exports: Exports,
    private readonly deliveries: Deliveries,
  ) {}

  /** Newest first. */
  async list(limit: number): Promise<Campaign[]> {
    return await this.campaigns.find({ order: { id: 'DESC' }, take: limit });
  }

  /** Those without a stored result whose label windows end on this day or before. */
  async due(day: string): Promise<Campaign[]> {
    return await this.campaigns.findBy({ closesOn: LessThanOrEqual(day), result: IsNull() });
  }

  async find(key: string): Promise<Campaign | null> {
    return await this.campaigns.findOneBy({ key });
  }

  async insert(campaign: Partial<Campaign>): Promise<Campaign> {
    const { id } = await this.campaigns.save(campaign);
    return await this.campaigns.findOneByOrFail({ id });
  }

  /** Whether there was such a draft. */
  async deleteDraft(key: string): Promise<boolean> {
    return (await this.campaigns.delete({ key, launchedAt: IsNull() })).affected === 1;
  }

  /** Null: no such audience, or nobody was scored since it is there. */
  async snapshotOf(audienceKey: string, from: Pick<Transaction, 'query'> = this.database) {
    const [row] = await from.query<AudienceSnapshot>(SELECT_AUDIENCE_SNAPSHOT, [audienceKey]);
    return row ?? null;
  }

  async usersOf(audienceKey: string, snapshotDate: string, reach: Reach): Promise<CampaignUsers> {
    const [row] = await this.database.query<CampaignUsers>(
      SELECT_CAMPAIGN_USERS,
      members(audienceKey, snapshotDate, reach),
    );
    return row!;
  }

  /**
   * Assigns the members of the audience, as they are now, in one transaction, with the messages that name the
   * treated.
   * @param check what it throws leaves the draft as it was
   * @returns false when the campaign had been launched before
   */
  async launch(
    { id, key, audienceKey, seed, holdout, arms }: Campaign,
    reach: Reach,
    check: (snapshot: AudienceSnapshot | null, arms: readonly ArmSize[]) => void,
  ): Promise<boolean> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_AGAINST_ERASURE);
      const snapshot = await this.snapshotOf(audienceKey, transaction);
      if (snapshot === null) {
        check(null, []);
        return false;
      }
      const { snapshotDate, labelDays, featureDays, modelVersionId, kinds } = snapshot;
      const closesOn = addDays(snapshotDate, labelDays);
      const asked = members(audienceKey, snapshotDate, reach);
      const [users] = await transaction.query<CampaignUsers>(SELECT_CAMPAIGN_USERS, asked);
      const { affected } = await transaction.manager.update(
        Campaign,
        { id, launchedAt: IsNull() },
        {
          launchedAt: () => 'now()',
          ...{ snapshotDate, modelVersionId, labelDays, closesOn, kinds },
          leftOut: { suppressed: users!.suppressed, recentlyContacted: users!.recentlyContacted },
        },
      );
      if (affected !== 1) return false;
      const window = [addDays(snapshotDate, 1), closesOn, featureDays];
      await transaction.query(INSERT_ASSIGNMENTS, [...asked, id, seed, holdout, arms, ...window]);
      check(snapshot, await transaction.query<ArmSize>(COUNT_ARMS, [id]));
      const contacts = await transaction.query<Contact>(SELECT_CONTACTS, [id]);
      const data = { campaign: key, audience: audienceKey, snapshot: snapshotDate, closesOn };
      await this.deliveries.enqueue(transaction, {
        type: 'campaign.launched',
        parts: Array.from({ length: Math.ceil(contacts.length / PART_USERS) }, (_, part) => ({
          data,
          users: contacts
            .slice(part * PART_USERS, (part + 1) * PART_USERS)
            .map((contact) => ({ ...contact })),
        })),
      });
      return true;
    }, JOB);
  }

  async sizes({ id }: Campaign): Promise<ArmSize[]> {
    return await this.database.query(COUNT_ARMS, [id]);
  }

  /** Users by arm, the hold-out first, with their silence through a day of the label window. */
  async silence(campaign: LaunchedCampaign, through: string): Promise<ArmUsers[]> {
    const arms = [null, ...campaign.arms].map((arm): ArmUsers => ({
      arm,
      silent: [],
      probability: [],
      plays: [],
    }));
    await this.database.transaction(async (transaction) => {
      await copyRows(transaction, silenceSql(campaign, through), 4, (_, values) => {
        const [arm, probability, plays, silent] = values as unknown as [number, number, number, number];
        arms[arm]!.probability.push(probability);
        arms[arm]!.plays.push(plays);
        arms[arm]!.silent.push(silent);
      });
    }, JOB);
    return arms;
  }

  /** Stores what came of a campaign, unless another request has. */
  async close(campaign: LaunchedCampaign, result: NonNullable<Campaign['result']>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(updateChurnedSql(campaign));
      await transaction.manager.update(Campaign, { id: campaign.id, result: IsNull() }, { result });
    }, JOB);
  }

  async storeUplift({ id }: Campaign, uplift: NonNullable<Campaign['uplift']>): Promise<void> {
    await this.campaigns.update({ id }, { uplift });
  }

  async *upliftUsers(campaign: LaunchedCampaign, most: number): AsyncGenerator<UpliftUser[]> {
    yield* this.database.stream<UpliftUser>(
      SELECT_UPLIFT_USERS,
      [campaign.id, campaign.snapshotDate, campaign.modelVersionId, most],
      BATCH_ROWS,
    );
  }

  /** Treated users, written a batch at a time. */
  async contacts(
    { id }: Campaign,
    write: (batches: AsyncGenerator<Contact[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.exports.write<Contact>(
      { sql: SELECT_CONTACTS, parameters: [id], batchRows: BATCH_ROWS },
      write,
      gone,
    );
  }
}

function members(
  audienceKey: string,
  snapshotDate: string,
  { contactDays, globalControl }: Reach,
): unknown[] {
  return [audienceKey, contactDays === 0 ? 'infinity' : addDays(snapshotDate, -contactDays), globalControl];
}
