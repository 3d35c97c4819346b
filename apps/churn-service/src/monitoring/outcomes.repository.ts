import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../event-kinds.js';
import { windowsOf } from '../dataset/windows.js';
import type { Outcome } from './measure-outcome.js';
import {
  SELECT_CLOSED_SETS,
  SELECT_OUTCOMES,
  SELECT_SET_OUTCOMES,
  UPDATE_SET_OUTCOME,
  updateOutcomesSql,
} from './outcomes.sql.js';

interface SetDefinition {
  readonly snapshotDate: string;
  readonly versionId: number;
  readonly version: number;
  readonly featureDays: number;
  readonly labelDays: number;
  readonly activityKinds: readonly EventKind[];
}

/** A score set whose label window has closed. */
export interface ClosedSet extends SetDefinition {
  /** Mark of the loads of the label window at the time of the last comparison; null before the first. */
  readonly outcomeLoads: string | null;
}

export interface SetOutcome extends SetDefinition {
  readonly trainedOnSnapshot: string;
  /** Whether every label that the version learned from was known on the snapshot date. */
  readonly outOfTime: boolean;
  readonly userCount: number;
  readonly scoredAt: Date;
  readonly outcome: Outcome | null;
  readonly outcomeAt: Date | null;
}

/** One row a user. */
export interface OutcomeColumns {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
}

/** Compares stored scores with what happened. */
@Injectable()
export class OutcomesRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async closedSets(newestDay: string): Promise<ClosedSet[]> {
    return await this.database.query(SELECT_CLOSED_SETS, [newestDay]);
  }

  async list(limit: number): Promise<SetOutcome[]> {
    return await this.database.query(SELECT_SET_OUTCOMES, [limit]);
  }

  /** Gives every score of the set its outcome; again gives the same. */
  async update(set: ClosedSet): Promise<void> {
    const { labelsFrom, labelsTo } = windowsOf(set.snapshotDate, set);
    await this.database.transaction(
      (transaction) =>
        transaction.query(updateOutcomesSql(set.activityKinds), [
          labelsFrom,
          labelsTo,
          set.snapshotDate,
          set.versionId,
        ]),
      { statementTimeoutMs: 300_000 },
    );
  }

  /** Scores that have an outcome. */
  async read(set: ClosedSet): Promise<OutcomeColumns> {
    const probabilities: number[] = [];
    const labels: number[] = [];
    const days: number[] = [];
    const stream = this.database.stream<{
      probability: number;
      churned: boolean;
      daysSinceLastEvent: number;
    }>(SELECT_OUTCOMES, [set.snapshotDate, set.versionId, set.featureDays]);
    for await (const rows of stream) {
      for (const row of rows) {
        probabilities.push(row.probability);
        labels.push(row.churned ? 1 : 0);
        days.push(row.daysSinceLastEvent);
      }
    }
    return {
      probabilities: Float64Array.from(probabilities),
      labels: Uint8Array.from(labels),
      daysSinceLastEvent: Float64Array.from(days),
    };
  }

  async keep(set: ClosedSet, outcome: Outcome | null, loads: string): Promise<void> {
    await this.database.query(UPDATE_SET_OUTCOME, [
      set.snapshotDate,
      set.versionId,
      outcome === null ? null : JSON.stringify(outcome),
      loads,
    ]);
  }
}
