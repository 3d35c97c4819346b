import { Database, Exports } from '#common';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { ChurnScore } from './churn-score.js';
import type { ScoreSet } from './score-set.js';
import {
  SELECT_ALL_RANKED,
  SELECT_PRESENCE,
  SELECT_RANKED,
  SELECT_SCORES,
  SELECT_WHOLE_SET,
} from './scores.sql.js';

/** A score as it was stored, with what came of it: null while the label window is open. */
export interface StoredScore extends ChurnScore {
  readonly churned: boolean | null;
}

type ScoreRow = Omit<StoredScore, 'features'> & { readonly features: Buffer };

/** A score, and the revision of its set in which it was read. */
type RevisedScore = StoredScore & Pick<ScoreSet, 'revision'>;

/** Part of a set: probabilities from `from` to below `below`, behind one user in the order of the ranking. */
export interface RankedPart {
  readonly from: number;
  readonly below: number;
  readonly behind: { readonly probability: number; readonly userId: string };
  readonly limit: number;
}

/** What is known of a user beside the score. */
export interface Presence {
  readonly userId: string;
  readonly excludedBecause: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;
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
  async ranked(set: SetKey, part: RankedPart): Promise<StoredScore[]> {
    const rows = await this.database.query<ScoreRow>(SELECT_RANKED, [
      set.snapshotDate,
      set.versionId,
      // As they are compared, in single precision: PostgreSQL refuses a text whose value is too small for it.
      Math.fround(part.from),
      Math.fround(part.below),
      part.behind.probability,
      part.behind.userId,
      part.limit,
    ]);
    return rows.map(storedScore);
  }

  /** The whole set in the same order, written a batch at a time, in constant memory. */
  async export(
    set: SetKey,
    write: (batches: AsyncGenerator<StoredScore[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.exports.write<ScoreRow>(
      { sql: SELECT_ALL_RANKED, parameters: [set.snapshotDate, set.versionId], batchRows: EXPORT_ROWS },
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

async function* storedScores(batches: AsyncGenerator<ScoreRow[]>): AsyncGenerator<StoredScore[]> {
  for await (const rows of batches) yield rows.map(storedScore);
}

/** The bytes are copied: where the driver put them, numbers need not begin at a multiple of four. */
function storedScore({ features, ...row }: ScoreRow): StoredScore {
  return { ...row, features: new Float32Array(Uint8Array.from(features).buffer) };
}
