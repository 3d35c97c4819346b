import { Database, DomainError, LONG_STATEMENTS } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { AudienceMembers } from './audience-members.js';
import type { AudiencePreviewDto } from './audience.dto.js';
import type { AudiencePreviewBody, AudienceRulesBody } from './audience-rules.dto.js';
import { SELECT_PAST_SETS } from './members.sql.js';
import type { AudienceSet } from './rule-inputs.js';

const EXAMPLES = 10;

/** Says who would be in an audience before it is stored. */
@Injectable()
export class AudiencePreview {
  constructor(
    private readonly database: Database,
    private readonly members: AudienceMembers,
  ) {}

  /** @throws DomainError not_found (scores_missing), and as `AudienceMembers.update` */
  async preview({ past, ...rules }: AudiencePreviewBody): Promise<AudiencePreviewDto> {
    return await this.database.transaction(async (transaction) => {
      const set = await this.members.newestSet(transaction);
      if (set === null)
        throw new DomainError('not_found', 'scores_missing', 'The live version has scored no user yet.');
      const users = await this.members.wouldEnter(transaction, set, rules);
      const sets = await transaction.query<AudienceSet>(SELECT_PAST_SETS, [set.snapshotDate, past]);
      const sizes: AudiencePreviewDto['past'][number][] = [];
      for (const earlier of sets)
        sizes.push({
          snapshotDate: earlier.snapshotDate,
          ...(await this.sizeOn(transaction, rules, earlier)),
        });
      return {
        snapshotDate: set.snapshotDate,
        users: users.length,
        examples: users
          .slice(0, EXAMPLES)
          .map(({ userId, probability }) => ({ userId, probability: probability! })),
        past: sizes,
      };
    }, LONG_STATEMENTS);
  }

  /** On a past day; reasons are not computed for it, and features may be gone. */
  private async sizeOn(
    transaction: Transaction,
    rules: AudienceRulesBody,
    set: AudienceSet,
  ): Promise<{ users: number | null; because: string | null }> {
    if (rules.conditions.some(({ reason }) => reason !== undefined))
      return { users: null, because: 'reasons_not_computed' };
    try {
      const users = await this.members.wouldEnter(transaction, set, rules);
      return { users: users.length, because: null };
    } catch (error) {
      if (error instanceof DomainError) return { users: null, because: error.code };
      throw error;
    }
  }
}
