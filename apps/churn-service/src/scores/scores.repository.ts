import { Database, Exports, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { ChurnScore } from './churn-score.js';
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
} from './scores.sql.js';

/** A score as it was stored, with what came of it: null while the label window is open. */
export interface StoredScore extends ChurnScore {
  readonly churned: boolean | null;
}

/** A score that was read for a set. */
export interface ReadScore extends StoredScore {
  /** False: everybody was scored anew since the set was read. */
  readonly isOfSet: boolean;
}

type ScoreRow = Omit<ReadScore, 'features'> & { readonly features: Buffer };
type ValuedRow = Omit<ValuedScore, 'features'> & { readonly features: Buffer };

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
export interface CohortBands {
  readonly week: string;
  readonly low: number;
  readonly medium: number;
  readonly high: number;
}

/** Part of a set, behind one user in the order of the ranking. */
export interface RankedPart extends Narrowing {
  readonly behind: { readonly probability: number; readonly userId: string };
  readonly limit: number;
}

/** A score, and what is at risk with the user. */
export interface ValuedScore extends ReadScore {
  /** What it is worth that the user stays; null: not known. */
  readonly value: number | null;
  /** Probability times the value, or times that of users whose value is not known. */
  readonly valueAtRisk: number;
}

/** Behind which user a page begins, where the highest value at risk comes first. */
export interface ValuedPart extends Narrowing {
  readonly behind: Pick<ValuedScore, 'userId' | 'probability' | 'valueAtRisk'>;
  readonly limit: number;
  /** Of users whose value is not known. */
  readonly defaultValue: number;
}

/** Which scores are exported, and in which order. */
export interface ExportedPart extends Narrowing {
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

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId' | 'scoredAt'>;
const EXPORT_ROWS = 2_000;

/** Reads stored scores. */
@Injectable()
export class ScoresRepository {
  private readonly rounds = new Rounds<SetKey, ReadonlyMap<string, ReadScore>>((set, userIds) =>
    this.read(set, userIds),
  );

  constructor(
    private readonly database: Database,
    private readonly exports: Exports,
  ) {}

  /**
   * Those of the users who have a stored score in the set and are not excluded now. One statement for all
   * requests of a turn of the event loop, which begins after each of them came.
   */
  async find(userIds: readonly string[], set: SetKey): Promise<ReadScore[]> {
    const found = await this.rounds.ask(set, userIds);
    return userIds.flatMap((userId) => found.get(userId) ?? []);
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

  /** Highest probability first, then by user id. */
  async ranked(set: SetKey, part: RankedPart): Promise<ReadScore[]> {
    const rows = await this.database.query<ScoreRow>(SELECT_RANKED, [
      ...narrowed(set, part),
      part.behind.probability,
      part.behind.userId,
      part.limit,
    ]);
    return rows.map(storedScore);
  }

  /** Highest value at risk first, then by probability and user id. */
  async rankedByValue(set: SetKey, part: ValuedPart): Promise<ValuedScore[]> {
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
    set: SetKey,
    { mediumFrom, highFrom }: { mediumFrom: number; highFrom: number },
  ): Promise<CohortBands[]> {
    return await this.database.query(COUNT_BANDS, [
      set.snapshotDate,
      set.versionId,
      Math.fround(mediumFrom),
      Math.fround(highFrom),
    ]);
  }

  /**
   * The first `limit` of these, or all, written a batch at a time, in constant memory.
   * @param byValue whether the highest value at risk comes first; otherwise the highest probability
   */
  async export(
    set: SetKey,
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

  private async read(set: SetKey, userIds: readonly string[]): Promise<ReadonlyMap<string, ReadScore>> {
    const key = [userIds, set.snapshotDate, set.versionId, set.scoredAt];
    const rows = await this.database.prepared<ScoreRow>('churn_scores', SELECT_SCORES, key);
    return new Map(rows.map((row) => [row.userId, storedScore(row)]));
  }
}

/** The parameters of a set and of whose scores of it are meant. */
function narrowed(set: SetKey, { from, below, cohort }: Narrowing): unknown[] {
  return [
    set.snapshotDate,
    set.versionId,
    // As they are compared, in single precision: PostgreSQL refuses a text whose value is too small for it.
    Math.fround(from),
    Math.fround(below),
    cohort,
    set.scoredAt,
  ];
}

async function* storedScores(batches: AsyncGenerator<ValuedRow[]>): AsyncGenerator<ValuedScore[]> {
  for await (const rows of batches) yield rows.map(storedScore);
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
function storedScore<Row extends { readonly features: Buffer }>({ features, ...row }: Row) {
  return { ...row, features: new Float32Array(Uint8Array.from(features).buffer) };
}
