import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { ScoreSet } from '../scores/score-set.js';
import { SELECT_AUDIENCE, SELECT_BY_PROBABILITY, SELECT_BY_SILENCE } from './audience.sql.js';

/** Some users, and how many of them are expected to churn: the sum of their probabilities. */
export interface ExpectedGroup {
  readonly users: number;
  readonly churners: number;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;

/** Adds up stored scores in the database. */
@Injectable()
export class AudienceRepository {
  constructor(private readonly database: Database) {}

  /** All users in groups of like probability, highest first. */
  async byProbability(set: SetKey): Promise<ExpectedGroup[]> {
    return await this.database.query(SELECT_BY_PROBABILITY, keyOf(set));
  }

  /** Users at or above the cut, highest first, at most `limit`; `lowest` is null when there are none. */
  async above(
    set: SetKey,
    cut: number,
    limit: number,
  ): Promise<ExpectedGroup & { readonly lowest: number | null }> {
    const [row] = await this.database.query<ExpectedGroup & { lowest: number | null }>(SELECT_AUDIENCE, [
      ...keyOf(set),
      cut,
      limit,
    ]);
    return row!;
  }

  /** One group for each day of the last event, longest silence first. */
  async bySilence(set: SetKey & Pick<ScoreSet, 'featureDays'>): Promise<ExpectedGroup[]> {
    return await this.database.query(SELECT_BY_SILENCE, [...keyOf(set), set.featureDays]);
  }
}

function keyOf({ snapshotDate, versionId }: SetKey): [string, number] {
  return [snapshotDate, versionId];
}
