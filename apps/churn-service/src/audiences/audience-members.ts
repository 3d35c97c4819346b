import { DomainError, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { cutsOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { pgDay } from '#common/calendar';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import { GrowingTable } from '../dataset/growing-table.js';
import type { NewScoreSet } from '../scores/score-set.js';
import { ScorePublications } from '../scores/score-publications.js';
import type { PublicationReader } from '../scores/score-publications.js';
import type { ChurnSettings } from '../settings.js';
import { Audience } from './audience.entity.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import { Candidates } from './candidates.js';
import { byRank, changesOf, eligibleUsers } from './choose-members.js';
import type { EligibleUser, MemberChanges } from './choose-members.js';
import { FirstReasons } from './first-reasons.js';
import {
  CHANGE_AUDIENCE,
  LOCK_AUDIENCES,
  SELECT_EXCLUDED,
  SELECT_LISTED_USERS,
  SELECT_MEMBERS_SINCE,
  SELECT_NEWEST_SET,
  SELECT_OUTDATED,
  SELECT_PUBLISHED_SET,
  UPDATE_PROBABILITIES,
} from './members.sql.js';
import { readTable, ScoredSet } from './scored-set.js';
import type { AudienceSet } from './scored-set.js';

const NO_MEMBERS: FeatureTable = new GrowingTable(1, 0).done();

/**
 * Chooses the members of audiences from the newest scores of the live version: in the transaction that
 * publishes them, and in those that change an audience. Sets of other versions, and of earlier days, change
 * no audience.
 */
@Injectable()
export class AudienceMembers implements OnModuleInit {
  private readonly logger = new Logger('audiences');
  private readonly cuts: BandCuts;
  /** What was logged last, by key. */
  private readonly warnings = new Map<string, string>();

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly publications: ScorePublications,
    private readonly reasons: FirstReasons,
  ) {
    this.cuts = cutsOf(settings);
  }

  onModuleInit(): void {
    this.publications.onPublish((transaction, set) => this.openPublication(transaction, set));
  }

  /** Begins a transaction's changes of members. */
  async lock(transaction: Transaction): Promise<void> {
    await transaction.query(LOCK_AUDIENCES);
  }

  async newestSet(transaction: Transaction): Promise<AudienceSet | null> {
    return (await transaction.query<AudienceSet>(SELECT_NEWEST_SET))[0] ?? null;
  }

  /**
   * Computes the members of an audience anew from the newest scores; without any it stays without members.
   * @param isRedefined whether a minimum stay under earlier rules ends
   * @throws DomainError conflict when the scores do not have what the rules need, see `ScoredSet` and
   * `FirstReasons`
   */
  async update(transaction: Transaction, audience: Audience, isRedefined: boolean): Promise<void> {
    const set = await this.newestSet(transaction);
    if (set === null) return;
    const listed = await listedBy(transaction, audience);
    const { minimumDays, ...rest } = audience.conditions;
    const rules = { ...rest, minimumDays: isRedefined ? 0 : minimumDays };
    const candidates = await this.read(new ScoredSet(transaction, set, this.cuts), rules, listed);
    await this.apply(transaction, { id: audience.id, conditions: rules }, set, candidates);
  }

  /** Updates audiences that have not seen the newest scores, or have members who were excluded since. */
  async updateOutdated(transaction: Transaction): Promise<void> {
    const set = await this.newestSet(transaction);
    if (set === null) return;
    const key = [set.snapshotDate, set.versionId];
    for (const { id } of await transaction.query<{ id: number }>(SELECT_OUTDATED, key)) {
      const audience = await transaction.manager.findOneByOrFail(Audience, { id });
      await this.unlessImpossible(audience, () => this.update(transaction, audience, false));
    }
  }

  /** Users who would enter an audience without members, in order of rank. */
  async wouldEnter(
    transaction: Transaction,
    rules: AudienceRulesBody,
    set: AudienceSet,
    listed: FeatureTable | null,
  ): Promise<EligibleUser[]> {
    const candidates = await this.read(new ScoredSet(transaction, set, this.cuts), rules, listed);
    const excluded = await readTable(transaction, SELECT_EXCLUDED);
    const choice = await this.choose(transaction, rules, set, { candidates, members: NO_MEMBERS, excluded });
    return choice.chosen;
  }

  private async openPublication(
    transaction: Transaction,
    { snapshotDate, versionId }: NewScoreSet,
  ): Promise<PublicationReader | null> {
    const find = () =>
      transaction.query<AudienceSet & { counts: boolean }>(SELECT_PUBLISHED_SET, [snapshotDate, versionId]);
    const [set] = await find();
    if (set?.counts !== true) return null;
    const scored = new ScoredSet(transaction, set, this.cuts);
    const features = featureCatalogue(set).features.map(({ name }) => name);
    const open: { audience: Audience; candidates: Candidates }[] = [];
    for (const audience of await activeAudiences(transaction)) {
      await this.unlessImpossible(audience, async () => {
        const { conditions } = audience;
        const inputs = await scored.inputs(conditions, await listedBy(transaction, audience), features);
        open.push({ audience, candidates: new Candidates(conditions, inputs) });
      });
    }
    if (open.length === 0) return null;
    return {
      read: (piece) => {
        for (const { candidates } of open) candidates.read(piece);
      },
      finish: async () => {
        await this.lock(transaction);
        // A newer snapshot may have been published meanwhile.
        if ((await find())[0]?.counts !== true) return;
        const known = new Map(
          (await activeAudiences(transaction)).map(({ id, updatedAt }) => [id, +updatedAt]),
        );
        for (const { audience, candidates } of open) {
          // One that was changed meanwhile is updated by the next look for outdated ones.
          if (known.get(audience.id) !== +audience.updatedAt) continue;
          await this.unlessImpossible(audience, () =>
            this.apply(transaction, audience, set, candidates.done()),
          );
        }
      },
    };
  }

  private async read(
    scored: ScoredSet,
    rules: AudienceRulesBody,
    listed: FeatureTable | null,
  ): Promise<FeatureTable> {
    const candidates = new Candidates(rules, await scored.inputs(rules, listed, null));
    for await (const scores of scored.stored(rules)) candidates.read(scores);
    return candidates.done();
  }

  /** Writes what a run changes. The transaction has the lock. */
  private async apply(
    transaction: Transaction,
    { id, conditions }: Pick<Audience, 'id' | 'conditions'>,
    set: AudienceSet,
    candidates: FeatureTable,
  ): Promise<void> {
    const members = await readTable(transaction, SELECT_MEMBERS_SINCE, [id]);
    const excluded = await readTable(transaction, SELECT_EXCLUDED);
    const now = { candidates, members, excluded };
    const { eligible, chosen } = await this.choose(transaction, conditions, set, now);
    const { entered, left }: MemberChanges = changesOf(chosen, { eligible, ...now });
    const { snapshotDate, versionId } = set;
    await transaction.query(CHANGE_AUDIENCE, [
      id,
      snapshotDate,
      versionId,
      [...entered, ...left].map(({ userId }) => userId.toString()),
      [...entered.map(() => true), ...left.map(() => false)],
      [...entered.map(() => 'entered'), ...left.map(({ reason }) => reason)],
      [...entered.map(({ probability }) => probability), ...left.map(() => null)],
    ]);
    const staying = chosen.filter(({ member, probability }) => member !== -1 && !Number.isNaN(probability));
    await transaction.query(UPDATE_PROBABILITIES, [
      id,
      staying.map(({ userId }) => userId.toString()),
      staying.map(({ probability }) => probability),
    ]);
  }

  /** Users who may be members, and those whom the limit leaves, in order of rank. */
  private async choose(
    transaction: Transaction,
    rules: AudienceRulesBody,
    set: AudienceSet,
    {
      candidates,
      members,
      excluded,
    }: { candidates: FeatureTable; members: FeatureTable; excluded: FeatureTable },
  ): Promise<{ eligible: EligibleUser[]; chosen: EligibleUser[] }> {
    const { minimumDays, limit } = rules;
    const today = pgDay(set.snapshotDate);
    const users = byRank(eligibleUsers(candidates, members, { excluded, today, minimumDays }));
    const eligible = await this.reasons.filter(transaction, rules, set, users);
    return { eligible, chosen: eligible.slice(0, limit) };
  }

  /** An audience that cannot be computed keeps its members, and the scores are published. */
  private async unlessImpossible({ key }: Audience, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (this.warnings.get(key) === error.message) return;
      this.warnings.set(key, error.message);
      this.logger.warn(`The audience ${key} stays as it is: ${error.message}`);
    }
  }
}

async function activeAudiences(transaction: Transaction): Promise<Audience[]> {
  return await transaction.manager.find(Audience, { where: { archivedAt: IsNull() }, order: { id: 'ASC' } });
}

/** Users of the condition `users`; null without one. */
async function listedBy(
  transaction: Transaction,
  { id, conditions: { conditions } }: Audience,
): Promise<FeatureTable | null> {
  if (conditions.every(({ users }) => users === undefined)) return null;
  return await readTable(transaction, SELECT_LISTED_USERS, [id]);
}
