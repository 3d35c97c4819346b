import { ModelVersion } from '#common';
import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Target } from '#common/bands';
import type { EventKind } from '../event-kinds.js';
import type { CampaignPlanDto } from './campaign-plan.dto.js';
import type { CampaignResultDto, UpliftDto } from './campaign-result.dto.js';

/** A plan to contact an audience; from its launch on, what it was launched with. */
@Entity('campaign')
@Unique('campaign_key', ['key'])
@Check('campaign_holdout', 'holdout > 0 AND holdout < 1')
export class Campaign {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', collation: 'C' })
  key: string;

  @Column('text')
  name: string;

  /** Its key. */
  @Column({ type: 'text', collation: 'C' })
  audience: string;

  /** Names of the ways of contact, which share the treated users evenly. */
  @Column('text', { array: true })
  arms: string[];

  @Column('double precision')
  holdout: number;

  /** Public: with it, a caller can compute the arm of a user. */
  @Column('text')
  seed: string;

  @Column('double precision')
  successRate: number;

  @Column('double precision')
  contactCost: number;

  @Column('double precision')
  savedValue: number;

  /** Days from a contact for which users are left alone; null: as the setting says. */
  @Column('integer', { nullable: true })
  contactDays: number | null;

  /** Key of the campaign whose uplift chooses users; null: all members. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  upliftOf: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  launchedAt: Date | null;

  /** Last day that the probabilities at launch had seen; the label window begins a day later. */
  @Column('date', { nullable: true })
  snapshotDate: string | null;

  @ForeignKey(() => ModelVersion, { name: 'campaign_version' })
  @Column('integer', { nullable: true })
  modelVersionId: number | null;

  @Column('integer', { nullable: true })
  labelDays: number | null;

  @Column('date', { nullable: true })
  closesOn: string | null;

  /** The first day in which a contact can show. */
  @Column('date', { nullable: true })
  contactDay: string | null;

  /** What the label window is asked for. */
  @Column('text', { nullable: true })
  target: Target | null;

  @Column('text', { array: true, nullable: true })
  kinds: EventKind[] | null;

  /** What it could show, by the members at launch. */
  @Column('jsonb', { nullable: true })
  plan: CampaignPlanDto | null;

  /** Null until a scoring finds the label window closed. */
  @Column('jsonb', { nullable: true })
  result: CampaignResultDto | null;

  /** Why nothing was learned from the result; null: there is none, or what could be learned was. */
  @Column('text', { nullable: true })
  warning: string | null;

  /** Null also of a result with too few users. */
  @Column('jsonb', { nullable: true })
  uplift: UpliftDto | null;

  /** The best learner, where the effect differs between users: a packed `StoredUplift`. Read by name alone. */
  @Column('bytea', { nullable: true, select: false })
  learner: Buffer | null;
}

/** A campaign that has been launched. */
export type LaunchedCampaign = Campaign & {
  readonly [
    Name in 'snapshotDate' | 'modelVersionId' | 'labelDays' | 'closesOn' | 'target' | 'kinds' | 'plan'
  ]: NonNullable<Campaign[Name]>;
};

export type CampaignState = (typeof CAMPAIGN_STATES)[number];
export const CAMPAIGN_STATES = ['draft', 'running', 'closed'] as const;

export function stateOf({ launchedAt, result }: Campaign): CampaignState {
  if (launchedAt === null) return 'draft';
  return result === null ? 'running' : 'closed';
}

export function isLaunched(campaign: Campaign): campaign is LaunchedCampaign {
  return campaign.launchedAt !== null;
}
