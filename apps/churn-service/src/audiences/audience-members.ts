import { Database, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { cutsOf } from '#common/bands';
import { pgDay } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignUplift } from '../campaigns/campaign-uplift.js';
import { GrowingTable } from '../dataset/feature-table.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import type { ChurnSettings } from '../settings.js';
import { LOCK_AGAINST_ERASURE } from '../user-values/user-values.sql.js';
import type { Audience } from './audience.entity.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import type { RuleInputs } from './candidates.js';
import { byRank, changesOf, eligibleUsers } from './choose-members.js';
import type { EligibleUser, MemberChanges } from './choose-members.js';
import { FirstReasons } from './first-reasons.js';
import {
  CHANGE_AUDIENCE,
  LOCK_AUDIENCES,
  SELECT_BARRED,
  SELECT_LISTED_USERS,
  SELECT_MEMBERS_SINCE,
  SELECT_NEWEST_SET,
  UPDATE_PROBABILITIES,
} from './members.sql.js';
import { readTable, ScoredSet } from './scored-set.js';
import type { AudienceSet } from './scored-set.js';

const NO_MEMBERS: FeatureTable = new GrowingTable(1, 0).done();

type RulesOfAudience = Pick<Audience, 'id' | 'key' | 'conditions'>;

/** Users of a run, users ascending. */
interface RunInputs {
  readonly candidates: FeatureTable;
  readonly members: FeatureTable;
  readonly barred: FeatureTable;
}

/** Chooses the members of audiences from the scores of all users on one day. */
@Injectable()
export class AudienceMembers {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly reasons: FirstReasons,
    private readonly uplift: CampaignUplift,
  ) {}

  /**
   * One transaction that changes audiences: others like it wait for its end, and so does an erasure. Each
   * statement has the time of one of a job.
   */
  async write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_AGAINST_ERASURE);
        await transaction.query(LOCK_AUDIENCES);
        return await work(transaction);
      },
      { statementTimeoutMs: 0 },
    );
  }

  /** The newest scores of the live version; null: there are none. */
  async newestSet(transaction: Transaction): Promise<AudienceSet | null> {
    return (await transaction.query<AudienceSet>(SELECT_NEWEST_SET))[0] ?? null;
  }

  /**
   * Computes the members of audiences anew, in one reading of the scores.
   * @param attempt what becomes of a DomainError of one audience: conflict when the scores do not have what its
   * rules need, see `ScoredSet` and `FirstReasons`
   */
  async update(
    transaction: Transaction,
    set: AudienceSet,
    audiences: readonly RulesOfAudience[],
    attempt: (audience: RulesOfAudience, work: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const scored = this.scoredSet(transaction, set);
    const open: { audience: RulesOfAudience; rules: AudienceRulesBody; inputs: RuleInputs }[] = [];
    for (const audience of audiences)
      await attempt(audience, async () => {
        const rules = audience.conditions;
        open.push({
          audience,
          rules,
          inputs: await scored.inputs(rules, await listedBy(transaction, audience)),
        });
      });
    if (open.length === 0) return;
    const candidates = await scored.candidates(open);
    for (const [at, { audience }] of open.entries())
      await attempt(audience, () => this.apply(transaction, audience, set, candidates[at]!));
  }

  /** Users who would enter an audience without members, in order of rank. @throws DomainError as {@link update} */
  async wouldEnter(
    transaction: Transaction,
    rules: AudienceRulesBody,
    set: AudienceSet,
    listed: FeatureTable | null,
  ): Promise<EligibleUser[]> {
    const scored = this.scoredSet(transaction, set);
    const [candidates] = await scored.candidates([{ rules, inputs: await scored.inputs(rules, listed) }]);
    const barred = await readTable(transaction, SELECT_BARRED);
    const now = { candidates: candidates!, members: NO_MEMBERS, barred };
    return (await this.choose(transaction, rules, set, now)).chosen;
  }

  private scoredSet(transaction: Transaction, set: AudienceSet): ScoredSet {
    return new ScoredSet(transaction, set, cutsOf(this.settings), (campaign) =>
      this.uplift.learned(campaign),
    );
  }

  /** Writes what a run changes. */
  private async apply(
    transaction: Transaction,
    { id, conditions }: RulesOfAudience,
    set: AudienceSet,
    candidates: FeatureTable,
  ): Promise<void> {
    const members = await readTable(transaction, SELECT_MEMBERS_SINCE, [id]);
    const now = { candidates, members, barred: await readTable(transaction, SELECT_BARRED) };
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
    { candidates, members, barred }: RunInputs,
  ): Promise<{ eligible: EligibleUser[]; chosen: EligibleUser[] }> {
    const { minimumDays, limit } = rules;
    const today = pgDay(set.snapshotDate);
    const users = byRank(eligibleUsers(candidates, members, { barred, today, minimumDays }));
    const eligible = await this.reasons.filter(transaction, rules, set, users);
    return { eligible, chosen: eligible.slice(0, limit) };
  }
}

/** Users of the condition `users`; null without one. */
async function listedBy(
  transaction: Transaction,
  { id, conditions: { conditions } }: RulesOfAudience,
): Promise<FeatureTable | null> {
  if (conditions.every(({ users }) => users === undefined)) return null;
  return await readTable(transaction, SELECT_LISTED_USERS, [id]);
}
