import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import {
  COUNT_EXCLUSIONS,
  EXCLUDE_BY_HAND,
  INCLUDE_BY_HAND,
  JUDGE_LONG_DAYS,
  JUDGE_PLAYS,
  LOCK_EXCLUSIONS,
  SELECT_EXCLUSION,
  SELECT_EXCLUSIONS,
} from './exclusions.sql.js';

/** A user who is left out of both models, or whom somebody let in again. */
export interface ExclusionRow {
  userId: string;
  excluded: boolean;
  reason: string;
  by: 'rule' | 'hand';
  evidence: Record<string, unknown>;
  since: Date;
}

@Injectable()
export class ExclusionsRepository {
  constructor(private readonly database: Database) {}

  /** @param percentile share of users, 0 to 1, above whose plays a user is excluded; null: no such rule */
  async judgeEverybody(percentile: number | null): Promise<void> {
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_EXCLUSIONS);
        await transaction.query(JUDGE_LONG_DAYS, [null]);
        await transaction.query(JUDGE_PLAYS, [percentile]);
      },
      { statementTimeoutMs: 0 },
    );
  }

  /** Excluded users by reason. */
  async counts(): Promise<Record<string, number>> {
    const rows = await this.database.query<{ reason: string; users: number }>(COUNT_EXCLUSIONS);
    return Object.fromEntries(rows.map(({ reason, users }) => [reason, users]));
  }

  async page(excluded: boolean | null, after: string | null, limit: number): Promise<ExclusionRow[]> {
    return await this.database.query<ExclusionRow>(SELECT_EXCLUSIONS, [excluded, after, limit]);
  }

  async decide(userId: string, excluded: boolean, reason: string): Promise<ExclusionRow> {
    return await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      await transaction.query(excluded ? EXCLUDE_BY_HAND : INCLUDE_BY_HAND, [userId, reason]);
      return (await transaction.query<ExclusionRow>(SELECT_EXCLUSION, [userId]))[0]!;
    });
  }
}
