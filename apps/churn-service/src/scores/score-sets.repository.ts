import { Database, LONG_STATEMENTS, Rounds } from '#common';
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
  COPY_SCORES,
  DELETE_SCORES,
  DROP_FEATURES,
  LOCK_SCORE_SET,
  MARK_FEATURES_DROPPED,
  SELECT_NEWEST_SCORE_SET,
  SELECT_SCORE_SET,
  SELECT_SCORE_SET_OF,
  SELECT_SETS_WITH_OLD_FEATURES,
  SELECT_SET_CHECK,
  UPSERT_SCORE_SET,
} from './score-sets.sql.js';

/** What may have changed since a set was read. */
interface SetCheck {
  /** Of the set as it is now; null when it is gone. */
  readonly revision: string | null;
  /** Those of the users who are excluded from the model now. */
  readonly excluded: ReadonlySet<string>;
  /** Those who have events of days of the set that were posted after it was made. */
  readonly late: ReadonlySet<string>;
}

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
   * Replaces all scores of one snapshot date and version in one transaction, with what `ScorePublications` adds to it:
   * readers see the old ones or the new ones. An error of `pieces`, such as a cancelled job, leaves the old ones.
   * @returns how many
   */
  async replace(set: NewScoreSet, pieces: AsyncIterable<ScoreTable>, signal?: AbortSignal): Promise<number> {
    const key = [set.snapshotDate, set.versionId];
    const probabilities: number[] = [];
    const counts = countFeatures(set.bounds, []);
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(DELETE_SCORES, key);
        await pipeline(
          Readable.from(scoreRows(set, noted(pieces, { probabilities, counts, bounds: set.bounds })), {
            objectMode: false,
          }),
          transaction.client.query(copyFrom(COPY_SCORES)),
        );
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
    const sets = await this.database.query<Pick<ScoreSet, 'snapshotDate' | 'versionId'>>(
      SELECT_SETS_WITH_OLD_FEATURES,
      [days],
    );
    for (const { snapshotDate, versionId } of sets) {
      const key = [snapshotDate, versionId];
      await this.database.transaction(async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(DROP_FEATURES, key);
        await transaction.query(MARK_FEATURES_DROPPED, key);
      }, LONG_STATEMENTS);
    }
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

  private async readCheck(
    { snapshotDate, versionId }: ScoreSet,
    userIds: readonly string[],
  ): Promise<SetCheck> {
    const [row] = await this.database.prepared<{
      revision: string | null;
      excluded: string[] | null;
      late: string[] | null;
    }>('churn_set_check', SELECT_SET_CHECK, [snapshotDate, versionId, userIds]);
    const usersOf = (ids: string[] | null): ReadonlySet<string> => (ids === null ? NOBODY : new Set(ids));
    return { revision: row!.revision, excluded: usersOf(row!.excluded), late: usersOf(row!.late) };
  }
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
