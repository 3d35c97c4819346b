import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import {
  SELECT_NEWEST_SCORES,
  SELECT_STANDINGS,
  SELECT_USERS_ACTIVE_SINCE,
  SELECT_USERS_AT_RISK,
  SELECT_USERS_BY_RISK,
} from './audience.sql.js';
import type { RiskRange } from './churn-band.js';

/** The churn scores of one day by one version of the churn model. */
export interface ScoreSet {
  snapshotDate: string;
  versionId: number;
}

export interface Standing {
  isExcluded: boolean;
  hasMet: boolean;
  /** Null when the user was not scored. */
  probability: number | null;
  /** Code of the device last used; null without a recent event. */
  recentDevice: number | null;
}

/** Reads what is known of users outside the model: how they stand, and how likely they are to leave. */
@Injectable()
export class AudienceRepository {
  constructor(private readonly database: Database) {}

  /** Null when nobody has been scored yet. */
  async newestScores(): Promise<ScoreSet | null> {
    return (await this.database.query<ScoreSet>(SELECT_NEWEST_SCORES))[0] ?? null;
  }

  /** Ascending. */
  async usersByRisk(
    { snapshotDate, versionId }: ScoreSet,
    { from, below }: RiskRange,
  ): Promise<BigInt64Array> {
    return await this.userIds(SELECT_USERS_BY_RISK, [snapshotDate, versionId, from, below]);
  }

  /** Ascending. */
  async usersActiveSince(day: string): Promise<BigInt64Array> {
    return await this.userIds(SELECT_USERS_ACTIVE_SINCE, [day]);
  }

  async standings(
    userIds: string[],
    songId: string | null,
    scores: ScoreSet | null,
  ): Promise<Map<string, Standing>> {
    const rows = await this.database.query<Standing & { userId: string }>(SELECT_STANDINGS, [
      userIds,
      songId,
      scores?.snapshotDate ?? null,
      scores?.versionId ?? null,
    ]);
    return new Map(rows.map(({ userId, ...standing }) => [userId, standing]));
  }

  /** @param behind the last user of the page before. */
  async usersAtRisk(
    { snapshotDate, versionId }: ScoreSet,
    { from, below }: RiskRange,
    behind: { probability: number; userId: string } | null,
    limit: number,
  ): Promise<{ userId: string; probability: number }[]> {
    const { probability, userId } = behind ?? { probability: 1, userId: '-1' };
    return await this.database.query(SELECT_USERS_AT_RISK, [
      snapshotDate,
      versionId,
      from,
      below,
      probability,
      userId,
      limit,
    ]);
  }

  /** Batch by batch, so that requests get their turn while millions are read. */
  private async userIds(sql: string, parameters: unknown[]): Promise<BigInt64Array> {
    const ids: bigint[] = [];
    for await (const rows of this.database.stream<{ userId: string }>(sql, parameters)) {
      for (const { userId } of rows) ids.push(BigInt(userId));
    }
    return BigInt64Array.from(ids);
  }
}
