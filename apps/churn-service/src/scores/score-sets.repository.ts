import { Database, LONG_STATEMENTS, Rounds } from '#common';
import type { Transaction } from '#common';
import { sigmoid } from '#ml';
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { addCounts, countFeatures } from '../model/feature-counts.js';
import type { FeatureBounds } from '../model/feature-counts.js';
import { quantilesOf } from '../model/score-quantiles.js';
import type { ScoreTable } from './score-rows.js';
import { ScorePublications } from './score-publications.js';
import { scoreRows } from './score-rows.js';
import type { NewScoreSet, ScoreSet } from './score-set.js';
import {
  attachPartitionSql,
  copyBareSql,
  copyScoresSql,
  createPartitionSql,
  DELETE_SCORES,
  DELETE_SET,
  dropPartitionSql,
  HAS_PARTITION,
  LOCK_ROWS_OF_USERS,
  LOCK_SCORE_SET,
  MARK_FEATURES_DROPPED,
  partitionOf,
  renamePartitionSql,
  SELECT_OLD_SETS,
  SELECT_NEWEST_SCORE_SET,
  SELECT_SCORE_SET,
  SELECT_SCORE_SET_OF,
  SELECT_SETS_WITH_OLD_FEATURES,
  SELECT_SET_CHECK,
  SET_LOCK_TIMEOUT,
  UPSERT_SCORE_SET,
} from './score-sets.sql.js';

/** What may have changed since a set was read. */
interface SetCheck {
  /** Of the set as it is now; null when it is gone. */
  readonly revision: string | null;
  /** Those of the users who are excluded from the model now; of a set that is gone all of them. */
  readonly excluded: ReadonlySet<string>;
  /** Those who have events of days of the set that were posted after it was made. */
  readonly late: ReadonlySet<string>;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;

export const NOBODY: ReadonlySet<string> = new Set();

/** Keeps scores of everybody, whole sets at a time. */
@Injectable()
export class ScoreSetsRepository {
  private readonly checks = new Rounds<ScoreSet, SetCheck>((set, userIds) => this.readCheck(set, userIds));

  constructor(
    private readonly database: Database,
    private readonly publications: ScorePublications,
  ) {}

  /**
   * Replaces all scores of one snapshot date and version in one transaction, with what `ScorePublications`
   * adds to it: readers see the old ones or the new ones. An error of `pieces`, such as a cancelled job,
   * leaves the old ones.
   * @returns how many
   */
  async replace(set: NewScoreSet, pieces: AsyncIterable<ScoreTable>, signal?: AbortSignal): Promise<number> {
    const key = [set.snapshotDate, set.versionId];
    const probabilities: number[] = [];
    const counts = countFeatures(set.bounds, []);
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        const partition = partitionOf(set);
        const [found] = await transaction.query<{ has: boolean }>(HAS_PARTITION, [partition]);
        // Of a set that is scored again the rows are replaced: to take a partition away, readers would have to wait.
        if (found!.has) await transaction.query(DELETE_SCORES, key);
        else await transaction.query(createPartitionSql(partition, set));
        await pipeline(
          Readable.from(scoreRows(set, noted(pieces, { probabilities, counts, bounds: set.bounds })), {
            objectMode: false,
          }),
          transaction.client.query(copyFrom(copyScoresSql(set))),
        );
        if (!found!.has) await transaction.query(attachPartitionSql(set));
        const quantiles = quantilesOf(Float32Array.from(probabilities));
        await transaction.query(UPSERT_SCORE_SET, [
          ...key,
          set.scoredAt,
          set.loads,
          probabilities.length,
          quantiles,
          JSON.stringify(set.doubts),
          JSON.stringify(counts),
        ]);
        await this.publications.published(transaction, set);
      },
      { ...LONG_STATEMENTS, signal },
    );
    return probabilities.length;
  }

  /**
   * Drops the feature values of sets that are more than `days` older than the newest one, a set a
   * transaction. Probabilities, bands and outcomes stay.
   */
  async dropOldFeatures(days: number): Promise<void> {
    await this.changeEach(SELECT_SETS_WITH_OLD_FEATURES, days, async (transaction, set, key) => {
      await transaction.query(LOCK_ROWS_OF_USERS);
      // Rows that are copied without them give their space back.
      const bare = `${partitionOf(set)}_bare`;
      await transaction.query(createPartitionSql(bare, set));
      await transaction.query(copyBareSql(set, bare));
      await transaction.query(SET_LOCK_TIMEOUT);
      await transaction.query(dropPartitionSql(set));
      await transaction.query(renamePartitionSql(bare, set));
      await transaction.query(attachPartitionSql(set));
      await transaction.query(MARK_FEATURES_DROPPED, key);
    });
  }

  /** Drops sets that are more than `days` older than the newest one, with their outcomes. */
  async dropOld(days: number): Promise<void> {
    await this.changeEach(SELECT_OLD_SETS, days, async (transaction, set, key) => {
      await transaction.query(SET_LOCK_TIMEOUT);
      await transaction.query(dropPartitionSql(set));
      await transaction.query(DELETE_SET, key);
    });
  }

  /** The set of a snapshot date by the preferred version, else by the version that scored it last. */
  async find(snapshotDate: string, preferredVersionId: number): Promise<ScoreSet | null> {
    return (
      (await this.database.query<ScoreSet>(SELECT_SCORE_SET, [snapshotDate, preferredVersionId]))[0] ?? null
    );
  }

  /** The set that the version made. */
  async findOf(snapshotDate: string, versionId: number): Promise<ScoreSet | null> {
    const key = [snapshotDate, versionId];
    return (await this.database.query<ScoreSet>(SELECT_SCORE_SET_OF, key))[0] ?? null;
  }

  /**
   * Asks whether the set is still as it was read, once for all requests of a turn. The answer may name
   * further users.
   */
  check(set: ScoreSet, userIds: readonly string[]): Promise<SetCheck> {
    return this.checks.ask(set, userIds);
  }

  async newestOf(versionId: number): Promise<ScoreSet | null> {
    return (await this.database.query<ScoreSet>(SELECT_NEWEST_SCORE_SET, [versionId]))[0] ?? null;
  }

  /** Changes sets that are found by their age, each in a transaction, while nobody else writes to it. */
  private async changeEach(
    select: string,
    days: number,
    change: (transaction: Transaction, set: SetKey, key: unknown[]) => Promise<void>,
  ): Promise<void> {
    for (const set of await this.database.query<SetKey>(select, [days])) {
      const key = [set.snapshotDate, set.versionId];
      await this.database.transaction(async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await change(transaction, set, key);
      }, LONG_STATEMENTS);
    }
  }

  private async readCheck(
    { snapshotDate, versionId }: ScoreSet,
    userIds: readonly string[],
  ): Promise<SetCheck> {
    const [row] = await this.database.prepared<{ revision: string; excluded: string[]; late: string[] }>(
      'churn_set_check',
      SELECT_SET_CHECK,
      [snapshotDate, versionId, userIds],
    );
    // Nobody has a score of a set that is gone.
    if (row === undefined) return { revision: null, excluded: new Set(userIds), late: NOBODY };
    return { revision: row.revision, excluded: usersOf(row.excluded), late: usersOf(row.late) };
  }
}

function usersOf(ids: readonly string[]): ReadonlySet<string> {
  return ids.length === 0 ? NOBODY : new Set(ids);
}

/** The pieces as they are; their probabilities, and their users by bins, are added to `of` on the way. */
async function* noted(
  pieces: AsyncIterable<ScoreTable>,
  of: { readonly probabilities: number[]; readonly counts: number[][]; readonly bounds: FeatureBounds },
): AsyncGenerator<ScoreTable> {
  for await (const piece of pieces) {
    for (const margin of piece.margins) of.probabilities.push(Math.fround(sigmoid(margin)));
    addCounts(of.counts, countFeatures(of.bounds, piece.features));
    yield piece;
  }
}
