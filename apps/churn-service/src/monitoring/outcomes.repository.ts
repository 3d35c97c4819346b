import { Database, LONG_STATEMENTS } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { OutcomeDto } from '../measures/outcome.dto.js';
import type { OutcomeColumns } from './measure-outcome.worker.js';
import { copyRows } from '../dataset/copy-rows.js';
import { windowsOf } from '../dataset/windows.js';
import { StoredScoreSet } from '../scores/score-set.entity.js';
import { LOCK_SCORE_SET } from '../scores/score-sets.sql.js';
import type { MaturedSet } from './calibration-state.js';
import type { SnapshotOutcomeDto } from './outcomes.dto.js';
import {
  SELECT_CLOSED_SETS,
  SELECT_MATURED_SETS,
  SELECT_SET_OUTCOMES,
  outcomesSql,
  updateOutcomesSql,
} from './outcomes.sql.js';
import type { SetDefinition } from './outcomes.sql.js';

/** A score set whose label window has closed. */
interface ClosedSet extends SetDefinition {
  /** Mark of the loads of the label window at the time of the last comparison; null before the first. */
  readonly outcomeLoads: string | null;
}

/** A set with what came of it. */
export interface SetOutcome extends Omit<SnapshotOutcomeDto, 'notComparedBecause' | 'expected'> {
  readonly labelDays: number;
  /** Of the probabilities, at even steps from 0 to 1. */
  readonly quantiles: readonly number[];
}

/** Among which there is one whose calibration can be known. */
const NEWEST_SETS = 10;

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

  /** Newest first. */
  async matured(limit = NEWEST_SETS): Promise<MaturedSet[]> {
    return await this.database.query(SELECT_MATURED_SETS, [limit]);
  }

  /**
   * Gives every score of the set its outcome and keeps what `measure` makes of them. A scoring that replaces
   * the set waits, or is waited for: an outcome belongs to the scores that it was measured on.
   * @param loads mark of the loads of the label window, from before
   */
  async compare(
    set: ClosedSet,
    loads: string,
    measure: (columns: OutcomeColumns) => Promise<OutcomeDto | null>,
    signal: AbortSignal,
  ): Promise<void> {
    const { labelsFrom, labelsTo } = windowsOf(set.snapshotDate, set);
    const key = [set.snapshotDate, set.versionId];
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(updateOutcomesSql(set.activityKinds), [labelsFrom, labelsTo, ...key]);
        const outcome = await measure(await readOutcomes(transaction, set));
        await transaction.manager.update(
          StoredScoreSet,
          { snapshotDate: set.snapshotDate, modelVersionId: set.versionId },
          { outcome, outcomeLoads: loads, outcomeAt: () => 'clock_timestamp()' },
        );
      },
      { ...LONG_STATEMENTS, signal },
    );
  }
}

async function readOutcomes(transaction: Transaction, set: ClosedSet): Promise<OutcomeColumns> {
  const probabilities: number[] = [];
  const labels: number[] = [];
  const days: number[] = [];
  const weights: number[] = [];
  await copyRows(transaction, outcomesSql(set), 4, (_, [probability, churned, silence, weight]) => {
    probabilities.push(probability!);
    labels.push(churned!);
    days.push(silence!);
    weights.push(weight!);
  });
  return {
    probabilities: Float64Array.from(probabilities),
    labels: Uint8Array.from(labels),
    daysSinceLastEvent: Float64Array.from(days),
    weights: Float64Array.from(weights),
  };
}
