import { Database } from '#common';
import type { Campaign } from '#ml';
import { Injectable } from '@nestjs/common';
import type { ScoreSet } from '../scores/score-set.js';
import { SELECT_AUDIENCE, SELECT_BY_LOSS, SELECT_BY_SILENCE } from './audience.sql.js';

/** Some users: how many of them are expected to churn, by their probabilities, and what is lost then. */
export interface ExpectedGroup {
  readonly users: number;
  readonly churners: number;
  /** Sum of probability times value. */
  readonly loss: number;
}

/** What users are worth: a value for all, or their own where it is known. */
export interface Worth {
  readonly savedValue: number;
  readonly ownValues: boolean;
}

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;

/** Adds up stored scores in the database. */
@Injectable()
export class AudienceRepository {
  constructor(private readonly database: Database) {}

  /** All users in groups of about equal size, highest loss first. */
  async byLoss(set: SetKey, worth: Worth): Promise<ExpectedGroup[]> {
    return await this.database.query(SELECT_BY_LOSS, parameters(set, worth));
  }

  /**
   * Users of whom a contact is expected to bring what it costs or more, highest loss first, at most `limit`;
   * `lowest` probability is null when there are none.
   */
  async worthContacts(
    set: SetKey,
    worth: Worth,
    { successRate, contactCost }: Campaign,
    limit: number,
  ): Promise<ExpectedGroup & { readonly lowest: number | null }> {
    const [row] = await this.database.query<ExpectedGroup & { lowest: number | null }>(SELECT_AUDIENCE, [
      ...parameters(set, worth),
      successRate,
      contactCost,
      limit,
    ]);
    return row!;
  }

  /** One group for each day of the last event, longest silence first. */
  async bySilence(set: SetKey & Pick<ScoreSet, 'featureDays'>, worth: Worth): Promise<ExpectedGroup[]> {
    return await this.database.query(SELECT_BY_SILENCE, [...parameters(set, worth), set.featureDays]);
  }
}

function parameters({ snapshotDate, versionId }: SetKey, { savedValue, ownValues }: Worth): unknown[] {
  return [snapshotDate, versionId, savedValue, ownValues];
}
