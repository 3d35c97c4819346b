import { Database, Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { ChurnScore } from './churn-score.js';
import { cohortOf, daysOfCohort, daysOfKey, firstEventPlace, keyOfDays } from './cohorts.js';
import type { CohortsOf } from './cohorts.js';
import type { ScoreSet } from './score-set.js';
import {
  COUNT_BANDS,
  SELECT_ALL_BY_VALUE,
  SELECT_ALL_RANKED,
  SELECT_HISTORY,
  SELECT_PRESENCE,
  SELECT_RANKED,
  SELECT_RANKED_BY_VALUE,
  SELECT_SCORES,
  SELECT_WHOLE_SET,
} from './scores.sql.js';

/** A score as it was stored, with what came of it: null while the label window is open. */
export interface StoredScore extends ChurnScore {
  readonly churned: boolean | null;
}

type ScoreRow = Omit<StoredScore, 'features'> & { readonly features: Buffer };
type ValuedRow = Omit<ValuedScore, 'features'> & { readonly features: Buffer };

/** A score, and the revision of its set in which it was read. */
type RevisedScore = StoredScore & Pick<ScoreSet, 'revision'>;

/** A stored score of a user on one of the days that have been scored. */
export interface PastScore {
  readonly snapshotDate: string;
  readonly probability: number;
  readonly churned: boolean | null;
  readonly scoredAt: Date;
  readonly version: number;
  readonly labelDays: number;
  /** Whether every label that the version learned from was known on the snapshot date. */
  readonly outOfTime: boolean;
}

/** Whose scores of a set are meant: those with a probability from `from` to below `below`. */
export interface Narrowing {
  readonly from: number;
  readonly below: number;
  /** The Monday of their week; null: of all cohorts. */
  readonly cohort: string | null;
}

/** How many users of one cohort are in each band. */
interface CohortBands {
  readonly week: string;
  readonly low: number;
  readonly medium: number;
  readonly high: number;
}

/** Part of a set, behind one user in the order of the ranking. */
interface RankedPart extends Narrowing {
  readonly behind: { readonly probability: number; readonly userId: string };
  readonly limit: number;
}

/** A score, and what is at risk with the user. */
export interface ValuedScore extends StoredScore {
  /** What it is worth that the user stays; null: not known. */
  readonly value: number | null;
  /** Probability times the value, or times that of users whose value is not known. */
  readonly valueAtRisk: number;
}

/** Behind which user a page begins, where the highest value at risk comes first. */
interface ValuedPart extends Narrowing {
  readonly behind: Pick<ValuedScore, 'userId' | 'probability' | 'valueAtRisk'>;
  readonly limit: number;
  /** Of users whose value is not known. */
  readonly defaultValue: number;
}

/** Which scores are exported, and in which order. */
interface ExportedPart extends Narrowing {
  readonly byValue: boolean;
  readonly defaultValue: number;
  /** Null: all. */
  readonly limit: number | null;
}

/** What is known of a user in addition to the score. */
export interface Presence {
  readonly userId: string;
  readonly excludedBecause: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;
type CohortSet = SetKey & CohortsOf;
const EXPORT_ROWS = 2_000;
/** Parsing more at once would hold up requests. */
const WHOLE_SET_ROWS = 500;

/** Reads stored scores. */
@Injectable()
export class ScoresRepository {
  constructor(
    private readonly database: Database,
    private readonly exports: Exports,
  ) {}

  /** Those of the users who have a stored score in the set, in any order. */
  async find(userIds: readonly string[], set: SetKey): Promise<StoredScore[]> {
    const key = [userIds, set.snapshotDate, set.versionId];
    return (await this.database.query<ScoreRow>(SELECT_SCORES, key)).map(storedScore);
  }

  /**
   * One score a scored day, newest first, by the preferred version where it scored the day. Empty for a user
   * who is excluded.
   * @param before only earlier days; null: all
   */
  async history(
    userId: string,
    preferredVersionId: number | null,
    before: string | null,
    limit: number,
  ): Promise<PastScore[]> {
    return await this.database.query(SELECT_HISTORY, [userId, preferredVersionId, before, limit]);
  }

  /** The whole set, who is excluded too, users ascending, some at a time. */
  async *whole(set: SetKey): AsyncGenerator<RevisedScore[]> {
    const key = [set.snapshotDate, set.versionId];
    const batches = this.database.stream<ScoreRow & Pick<ScoreSet, 'revision'>>(
      SELECT_WHOLE_SET,
      key,
      WHOLE_SET_ROWS,
    );
    for await (const rows of batches)
      yield rows.map(({ revision, ...row }) => ({ revision, ...storedScore(row) }));
  }

  /** Highest probability first, then by user id. */
  async ranked(set: CohortSet, part: RankedPart): Promise<StoredScore[]> {
    const rows = await this.database.query<ScoreRow>(SELECT_RANKED, [
      ...narrowed(set, part),
      part.behind.probability,
      part.behind.userId,
      part.limit,
    ]);
    return rows.map(storedScore);
  }

  /** Highest value at risk first, then by probability and user id. */
  async rankedByValue(set: CohortSet, part: ValuedPart): Promise<ValuedScore[]> {
    const { behind, limit, defaultValue } = part;
    const rows = await this.database.query<ValuedRow>(SELECT_RANKED_BY_VALUE, [
      ...narrowed(set, part),
      defaultValue,
      behind.valueAtRisk,
      behind.probability,
      behind.userId,
      limit,
    ]);
    return rows.map(storedScore);
  }

  /** Of each cohort with a user, oldest first. Bands begin at these probabilities. */
  async bandsByCohort(
    set: CohortSet,
    { mediumFrom, highFrom }: { mediumFrom: number; highFrom: number },
  ): Promise<CohortBands[]> {
    const rows = await this.database.query<Omit<CohortBands, 'week'> & { key: number }>(COUNT_BANDS, [
      set.snapshotDate,
      set.versionId,
      Math.fround(mediumFrom),
      Math.fround(highFrom),
      4 * firstEventPlace(set),
    ]);
    const weeks = new Map<string, CohortBands>();
    for (const { key, ...bands } of rows) {
      const week = cohortOf(daysOfKey(key), set);
      const sum = weeks.get(week) ?? { week, low: 0, medium: 0, high: 0 };
      weeks.set(week, {
        week,
        low: sum.low + bands.low,
        medium: sum.medium + bands.medium,
        high: sum.high + bands.high,
      });
    }
    return [...weeks.values()].sort((a, b) => a.week.localeCompare(b.week));
  }

  /**
   * The first `limit` of these, or all, written a batch at a time, in constant memory.
   * @param byValue whether the highest value at risk comes first; otherwise the highest probability
   */
  async export(
    set: CohortSet,
    { byValue, defaultValue, limit, ...narrowing }: ExportedPart,
    write: (batches: AsyncGenerator<ValuedScore[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.exports.write<ValuedRow>(
      {
        sql: byValue ? SELECT_ALL_BY_VALUE : SELECT_ALL_RANKED,
        parameters: [...narrowed(set, narrowing), defaultValue, limit],
        batchRows: EXPORT_ROWS,
      },
      (batches) => write(storedScores(batches)),
      gone,
    );
  }

  /** One entry for each of the users. */
  async presence(userIds: readonly string[]): Promise<Presence[]> {
    // Over all days that are loaded: planning it anew takes longer than looking a user up.
    return await this.database.prepared('churn_presence', SELECT_PRESENCE, [userIds]);
  }
}

/** The parameters of a set and of whose scores of it are meant. */
function narrowed(set: CohortSet, { from, below, cohort }: Narrowing): unknown[] {
  const days = cohort === null ? null : daysOfCohort(cohort, set);
  return [
    set.snapshotDate,
    set.versionId,
    // As they are compared, in single precision: PostgreSQL refuses a text whose value is too small for it.
    Math.fround(from),
    Math.fround(below),
    ...(days === null
      ? [null, null, null]
      : [4 * firstEventPlace(set), keyOfDays(days.least), keyOfDays(days.most)]),
  ];
}

async function* storedScores(batches: AsyncGenerator<ValuedRow[]>): AsyncGenerator<ValuedScore[]> {
  for await (const rows of batches) yield rows.map(storedScore);
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
function storedScore<Row extends { readonly features: Buffer }>({ features, ...row }: Row) {
  return { ...row, features: new Float32Array(Uint8Array.from(features).buffer) };
}
