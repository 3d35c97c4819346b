import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { ChurnScore } from './churn-scorer.js';
import type { Reason } from './reasons.js';
import type { ScoreSet } from './score-set.js';
import {
  DELETE_SCORES,
  INSERT_SCORES,
  LOCK_SCORE_SET,
  SELECT_NEWEST_SCORE_SET,
  SELECT_SCORE_SET,
  SELECT_SCORE_SET_OF,
  UPSERT_SCORE_SET,
} from './score-sets.sql.js';

/** A set that is about to be written. */
export interface NewScoreSet {
  readonly snapshotDate: string;
  readonly versionId: number;
  /** Before the features were read. */
  readonly scoredAt: Date;
  readonly loads: string;
}

/** Keeps scores of everybody, whole sets at a time. */
@Injectable()
export class ScoreSetsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Replaces all scores of one snapshot date and version in one transaction: readers see the old ones or the new ones.
   * An error of `batches`, such as a cancelled job, leaves the old ones.
   */
  async replace(set: NewScoreSet, batches: Iterable<(ChurnScore & { reasons: Reason[] })[]>): Promise<void> {
    const key = [set.snapshotDate, set.versionId];
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(DELETE_SCORES, key);
        for (const scores of batches) {
          await transaction.query(INSERT_SCORES, [
            ...key,
            set.scoredAt,
            scores.map(({ userId }) => userId),
            scores.map(({ probability }) => probability),
            scores.map(({ margin }) => margin),
            scores.map(({ reasons }) => JSON.stringify(reasons)),
          ]);
        }
        await transaction.query(UPSERT_SCORE_SET, [...key, set.scoredAt, set.loads]);
      },
      { statementTimeoutMs: 300_000 },
    );
  }

  /** The set of a snapshot date by the preferred version, else by the version that scored it last. */
  async find(snapshotDate: string, preferredVersionId: number): Promise<ScoreSet | null> {
    return (
      (await this.database.query<ScoreSet>(SELECT_SCORE_SET, [snapshotDate, preferredVersionId]))[0] ?? null
    );
  }

  async findOf(snapshotDate: string, versionId: number): Promise<ScoreSet | null> {
    return (await this.database.query<ScoreSet>(SELECT_SCORE_SET_OF, [snapshotDate, versionId]))[0] ?? null;
  }

  async newestOf(versionId: number): Promise<ScoreSet | null> {
    return (await this.database.query<ScoreSet>(SELECT_NEWEST_SCORE_SET, [versionId]))[0] ?? null;
  }
}
