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

  async usersByRisk({ snapshotDate, versionId }: ScoreSet, { from, below }: RiskRange): Promise<string[]> {
    return await this.userIds(SELECT_USERS_BY_RISK, [snapshotDate, versionId, from, below]);
  }

  async usersActiveSince(day: string): Promise<string[]> {
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

  private async userIds(sql: string, parameters: unknown[]): Promise<string[]> {
    const [row] = await this.database.query<{ userIds: string[] | null }>(sql, parameters);
    return row?.userIds ?? [];
  }
}
