import { Database, LiveModel, LONG_STATEMENTS } from '#common';
import type { Transaction } from '#common';
import type { Target } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import type { OutcomeDto } from '../measures/outcome.dto.js';
import type { HeldOut } from '../model/churn-artefact.js';
import { copyRows, dayLiteral } from '../dataset/copy-rows.js';
import { windowsOf } from '../dataset/windows.js';
import { StoredScoreSet } from '../scores/score-set.entity.js';
import { LOCK_SCORE_SET } from '../scores/score-sets.sql.js';
import type { MaturedSet } from './calibration-state.js';
import type { SnapshotOutcomeDto } from './outcomes.dto.js';
import { churnedSql, SELECT_TOLD_THROUGH, targetSql } from '../dataset/endings.sql.js';
import { dailyEvents, SELECT_LABEL_WEIGHTS } from '../dataset/labels.sql.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { EventKind } from '../event-kinds.js';
import { LIVE_CHURN_MODEL, liveVersionSql } from '../registry/live-churn-model.js';
import type { ScoreSet } from '../scores/score-set.js';

/** Every tenth of the 1,001 quantiles: enough to estimate quality by, and quick to read for many sets. */
const THINNED = `ARRAY(SELECT s.quantiles[1 + 10 * k] FROM generate_series(0, 100) AS k ORDER BY k)`;

/** Of a set of scores, and of the version that made them. */
type SetDefinition = Pick<
  ScoreSet,
  'snapshotDate' | 'versionId' | 'version' | 'featureDays' | 'labelDays' | 'activityKinds'
> & { readonly target: Target };

const DEFINITION = `
  s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId", v.version,
  (v.parameters ->> 'featureDays')::int AS "featureDays", (v.parameters ->> 'labelDays')::int AS "labelDays",
  v.parameters -> 'activityKinds' AS "activityKinds", ${targetSql('v')} AS target`;

/** Sets whose label window has closed on day $1; of endings, on one of which they were told. */
const SELECT_CLOSED_SETS = `/* churn.closed_sets */
  SELECT ${DEFINITION}, s.outcome_loads AS "outcomeLoads"
  FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.snapshot_date + (v.parameters ->> 'labelDays')::int <= $1::date AND s.user_count > 0
    AND (${targetSql('v')} = 'inactive' OR s.snapshot_date + (v.parameters ->> 'labelDays')::int <= (${SELECT_TOLD_THROUGH}))
  ORDER BY s.snapshot_date, s.model_version_id`;

/**
 * Says of every score of snapshot $3 and version $4 whether the user churned from $1 to $2; null: excluded
 * since, or contacted by a campaign.
 */
export function updateOutcomesSql(kinds: readonly EventKind[], target: Target = 'inactive'): string {
  const { join, churned } = churnedSql(target, kinds, 'scored.user_id');
  return `/* churn.update_outcomes */
  UPDATE churn_score s SET churned = happened.churned
  FROM (
    SELECT scored.user_id, CASE WHEN x.user_id IS NULL AND campaigns.weight IS DISTINCT FROM 0 THEN ${churned} END AS churned
    FROM churn_score scored
    ${join}
    LEFT JOIN excluded_user x ON x.user_id = scored.user_id
    LEFT JOIN (${SELECT_LABEL_WEIGHTS}) AS campaigns ON campaigns.user_id = scored.user_id
    WHERE scored.snapshot_date = $3::date AND scored.model_version_id = $4::int) AS happened
  WHERE s.snapshot_date = $3::date AND s.model_version_id = $4::int AND s.user_id = happened.user_id
    AND s.churned IS DISTINCT FROM happened.churned`;
}

/**
 * Scores of a set that have an outcome: user, probability (by its shortest decimal, as it is answered),
 * outcome, days since the last event of the kinds, and the weight of the outcome. Values are written out, for COPY.
 */
function outcomesSql(set: SetDefinition): string {
  const { snapshotDate, versionId, featureDays, labelDays, activityKinds } = set;
  const date = dayLiteral(snapshotDate);
  const campaigns = SELECT_LABEL_WEIGHTS.replaceAll('$1::date', `(${date} + 1)`).replaceAll(
    '$2::date',
    `(${date} + ${labelDays})`,
  );
  return `/* churn.outcomes */
  SELECT s.user_id, s.probability::text::float8, s.churned::int::float8, coalesce(${date} - seen.day, ${featureDays})::float8,
    coalesce(campaigns.weight, 1)
  FROM churn_score s
  LEFT JOIN (${campaigns}) AS campaigns ON campaigns.user_id = s.user_id
  LEFT JOIN (
    SELECT d.user_id, max(d.day) AS day FROM user_day d
    WHERE d.day > ${date} - ${featureDays} AND d.day <= ${date} AND ${dailyEvents(activityKinds)} > 0
    GROUP BY d.user_id) AS seen ON seen.user_id = s.user_id
  WHERE s.snapshot_date = ${date} AND s.model_version_id = ${versionId} AND s.churned IS NOT NULL`;
}

/** All sets of versions of the kind $2 with what came of them, newest first. */
const SELECT_SET_OUTCOMES = `/* churn.set_outcomes */
  SELECT s.snapshot_date AS "snapshotDate", v.version AS "modelVersion", v.data_to <= s.snapshot_date AS "outOfTime",
    s.snapshot_date + (v.parameters ->> 'labelDays')::int AS "closesOn", (v.parameters ->> 'labelDays')::int AS "labelDays",
    s.user_count AS "scoredUsers", s.scored_at AS "scoredAt", s.outcome, s.outcome_at AS "comparedAt", ${THINNED} AS quantiles
  FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE v.kind = $2 ORDER BY s.snapshot_date DESC, v.version DESC LIMIT $1`;

/**
 * The newest $1 snapshots whose outcome is known, each by the live version of the kind $2 where it has scored
 * it, else by the newest one, of those that had learned nothing of it: what a version says of days that it
 * learned from is no forecast.
 */
const SELECT_MATURED_SETS = `/* churn.matured_sets */
  SELECT DISTINCT ON (s.snapshot_date) s.snapshot_date AS "snapshotDate", v.version AS "modelVersion", s.outcome
  FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE v.kind = $2::text AND s.outcome IS NOT NULL AND v.data_to <= s.snapshot_date
  ORDER BY s.snapshot_date DESC, v.id = ${liveVersionSql('$2::text')} DESC, v.version DESC
  LIMIT $1`;

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
  constructor(
    private readonly database: Database,
    @Inject(LIVE_CHURN_MODEL) private readonly live: Pick<LiveModel<ChurnModel>, 'kind'>,
  ) {}

  /** Oldest first. */
  async closedSets(newestDay: string): Promise<ClosedSet[]> {
    return await this.database.query(SELECT_CLOSED_SETS, [newestDay]);
  }

  async list(limit: number): Promise<SetOutcome[]> {
    return await this.database.query(SELECT_SET_OUTCOMES, [limit, this.live.kind]);
  }

  /** Newest first. */
  async matured(limit = NEWEST_SETS): Promise<MaturedSet[]> {
    return await this.database.query(SELECT_MATURED_SETS, [limit, this.live.kind]);
  }

  /**
   * Gives every score of the set its outcome and keeps what `measure` makes of them. A scoring that replaces
   * the set waits, or is waited for: an outcome belongs to the scores that it was measured on.
   * @param loads mark of the loads of the label window, from before
   */
  async compare(
    set: ClosedSet,
    loads: string,
    measure: (columns: HeldOut) => Promise<OutcomeDto | null>,
    signal: AbortSignal,
  ): Promise<void> {
    const { labelsFrom, labelsTo } = windowsOf(set.snapshotDate, set);
    const key = [set.snapshotDate, set.versionId];
    await this.database.transaction(
      async (transaction) => {
        await transaction.query(LOCK_SCORE_SET, key);
        await transaction.query(updateOutcomesSql(set.activityKinds, set.target), [
          labelsFrom,
          labelsTo,
          ...key,
        ]);
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

async function readOutcomes(transaction: Transaction, set: ClosedSet): Promise<HeldOut> {
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
