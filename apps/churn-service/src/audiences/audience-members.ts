import { Database, DomainError, leftOutOf, LONG_STATEMENTS, SETTINGS } from '#common';
import type { Transaction } from '#common';
import { cutsOf, modelKindOf } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignUplift } from '../campaigns/campaign-uplift.js';
import type { ChurnSettings } from '../churn.settings.js';
import { userOrder } from '../scores/user-order.js';
import { LOCK_AGAINST_ERASURE, LOCK_AUDIENCES } from '../user-values/user-values.sql.js';
import type { Audience } from './audience.entity.js';
import type { AudiencePreviewDto } from './audience.dto.js';
import type { AudienceRulesBody } from './audience-rules.dto.js';
import { SELECT_LISTED_IDS } from './audiences.sql.js';
import { withUsers } from './check-rules.js';
import { CHANGE_AUDIENCE, REMOVE_BARRED, SELECT_NEWEST_SET } from './members.sql.js';
import { readInputs } from './rule-inputs.js';
import type { AudienceSet } from './rule-inputs.js';
import { usersOfRules } from './rules.sql.js';
import type { FoundUser, Wanted } from './rules.sql.js';

/** Users whom a preview names. */
const EXAMPLES = 10;

/** Chooses the members of audiences from the scores of all users on one day, and says who would be in one. */
@Injectable()
export class AudienceMembers {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly uplift: CampaignUplift,
  ) {}

  /**
   * One transaction that changes audiences: others like it wait for its end, and so does an erasure. Each
   * statement has the time of one of a job.
   */
  async write<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_AGAINST_ERASURE);
      await transaction.query(LOCK_AUDIENCES);
      return await work(transaction);
    }, LONG_STATEMENTS);
  }

  /** The newest scores of the live version; null: there are none. */
  async newestSet(transaction: Pick<Transaction, 'query'>): Promise<AudienceSet | null> {
    return (await transaction.query<AudienceSet>(SELECT_NEWEST_SET, [this.kind]))[0] ?? null;
  }

  /**
   * Chooses the members of an audience anew, and records who enters and leaves. While the scores are doubtful, only
   * those leave who may be contacted no more.
   * @throws DomainError conflict when the scores do not have what its rules need: see `readInputs`
   */
  async update(
    transaction: Transaction,
    set: AudienceSet,
    { id, conditions }: Pick<Audience, 'id' | 'conditions'>,
  ): Promise<void> {
    if (set.doubts.length > 0) {
      await transaction.query(REMOVE_BARRED, [id]);
      return;
    }
    const listed = await transaction.query<{ userId: string }>(SELECT_LISTED_IDS, [id]);
    const ids = listed.map(({ userId }) => userId);
    const changed = await this.choose(transaction, set, withUsers(conditions, ids), {
      audience: id,
      changes: true,
    });
    await transaction.query(CHANGE_AUDIENCE, [
      id,
      set.snapshotDate,
      set.versionId,
      changed.map(({ userId }) => userId),
      changed.map(({ exit }) => exit === null),
      changed.map(({ exit }) => exit ?? 'entered'),
      changed.map(({ probability }) => probability),
    ]);
  }

  /** @throws DomainError not_found (scores_missing), and as {@link update} */
  async preview(rules: AudienceRulesBody): Promise<AudiencePreviewDto> {
    return await this.database.transaction(async (transaction) => {
      const set = await this.newestSet(transaction);
      if (set === null)
        throw new DomainError('not_found', 'scores_missing', 'The live version has scored no user yet.');
      const found = await this.choose(transaction, set, rules, {});
      const users = found.filter(({ exit }) => exit === null);
      return {
        snapshotDate: set.snapshotDate,
        users: users.length,
        leftOut: leftOutOf(found.map(({ exit }) => exit)),
        order: await userOrder(transaction, set, rules.order, rules.defaultValue),
        examples: users
          .slice(0, EXAMPLES)
          .map(({ userId, probability }) => ({ userId, probability: probability! })),
      };
    }, LONG_STATEMENTS);
  }

  /** Of the versions that bands use. */
  private get kind(): string {
    return modelKindOf(this.settings.CHURN_BAND_TARGET);
  }

  /**
   * Members of an audience and users who meet the conditions of entering, in order of rank; or, of these, those who
   * enter or leave.
   */
  private async choose(
    transaction: Transaction,
    set: AudienceSet,
    rules: AudienceRulesBody,
    wanted: Wanted,
  ): Promise<FoundUser[]> {
    const inputs = await readInputs(transaction, set, rules, cutsOf(this.settings), (campaign) =>
      this.uplift.learned(campaign),
    );
    const { sql, parameters } = usersOfRules(rules, inputs, wanted);
    return await transaction.query<FoundUser>(sql, parameters);
  }
}
