import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { ChurnScore } from './churn-scorer.js';
import { DELETE_SCORES, INSERT_SCORES, SELECT_PRESENCE, SELECT_SCORE } from './scores.sql.js';

/** What is known of a user beside the score. */
export interface Presence {
  readonly excludedBecause: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

/** Keeps scores by snapshot date and model version. */
@Injectable()
export class ScoresRepository {
  constructor(private readonly database: Database) {}

  /** Replaces all scores of one snapshot date and version in one transaction: readers see the old ones or the new ones. */
  async replace(snapshotDate: string, versionId: number, batches: Iterable<ChurnScore[]>): Promise<void> {
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(DELETE_SCORES, [snapshotDate, versionId]);
        for (const scores of batches) {
          await transaction.query(INSERT_SCORES, [
            snapshotDate,
            versionId,
            scores.map(({ userId }) => userId),
            scores.map(({ probability }) => probability),
            scores.map(({ margin }) => margin),
            scores.map(({ reasons }) => JSON.stringify(reasons)),
          ]);
        }
      },
      { statementTimeoutMs: 300_000 },
    );
  }

  async find(userId: string, snapshotDate: string, versionId: number): Promise<ChurnScore | null> {
    return (
      (await this.database.query<ChurnScore>(SELECT_SCORE, [userId, snapshotDate, versionId]))[0] ?? null
    );
  }

  async presence(userId: string): Promise<Presence> {
    return (await this.database.query<Presence>(SELECT_PRESENCE, [userId]))[0]!;
  }
}
