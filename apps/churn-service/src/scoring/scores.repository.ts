import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { ChurnScore } from './churn-scorer.js';
import type { Reason } from './reasons.js';
import type { ScoreSet } from './score-set.js';
import { SELECT_ALL_RANKED, SELECT_PRESENCE, SELECT_RANKED, SELECT_SCORES } from './scores.sql.js';

/** A score as it was stored, with what came of it: null while the label window is open. */
export type StoredScore = ChurnScore & {
  readonly reasons: readonly Reason[];
  readonly churned: boolean | null;
};

export type RankedScore = Omit<StoredScore, 'margin'>;

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

/** Reads stored scores. */
@Injectable()
export class ScoresRepository {
  constructor(private readonly database: Database) {}

  /** Those of the users who have a stored score in the set, in any order. */
  async find(userIds: readonly string[], set: SetKey): Promise<StoredScore[]> {
    return await this.database.query(SELECT_SCORES, [userIds, set.snapshotDate, set.versionId]);
  }

  /** Highest probability first, then by user id. */
  async ranked(set: SetKey, part: RankedPart): Promise<RankedScore[]> {
    return await this.database.query(SELECT_RANKED, [
      set.snapshotDate,
      set.versionId,
      part.from,
      part.below,
      part.behind.probability,
      part.behind.userId,
      part.limit,
    ]);
  }

  /** The whole set in the same order, a batch at a time, in constant memory. */
  all(set: SetKey): AsyncGenerator<RankedScore[]> {
    return this.database.stream(SELECT_ALL_RANKED, [set.snapshotDate, set.versionId], EXPORT_ROWS);
  }

  /** One entry for each of the users. */
  async presence(userIds: readonly string[]): Promise<Presence[]> {
    return await this.database.query(SELECT_PRESENCE, [userIds]);
  }
}
