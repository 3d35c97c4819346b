import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { ScoreTable } from './churn-score.js';
import { scoreRows } from './score-rows.js';
import type { NewScoreSet, ScoreSet } from './score-set.js';
import {
  COPY_SCORES,
  DELETE_SCORES,
  LOCK_SCORE_SET,
  SELECT_NEWEST_SCORE_SET,
  SELECT_SCORE_SET,
  SELECT_SCORE_SET_OF,
  UPSERT_SCORE_SET,
} from './score-sets.sql.js';

/** Keeps scores of everybody, whole sets at a time. */
@Injectable()
export class ScoreSetsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Replaces all scores of one snapshot date and version in one transaction: readers see the old ones or the new ones.
   * An error of `onBatch`, such as a cancelled job, leaves the old ones.
   */
  async replace(set: NewScoreSet, scores: ScoreTable, onBatch: (users: number) => void): Promise<void> {
    const key = [set.snapshotDate, set.versionId];
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(DELETE_SCORES, key);
        await pipeline(
          Readable.from(scoreRows(set, scores, onBatch), { objectMode: false }),
          transaction.client.query(copyFrom(COPY_SCORES)),
        );
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
