import { Cursors, Database } from '#common';
import { bandOf } from '#common/bands';
import { Injectable } from '@nestjs/common';
import type { TargetPageQuery } from '../registry/churn-model.dto.js';
import { LiveChurnModels } from '../registry/live-churn-model.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import { noScore, notScored, unknownUser } from './describe-score.js';
import type { RiskHistoryDto } from './risk-history.dto.js';
import { ScoreAnswers } from './score-answers.js';

/** Days before $1 (null: all) that versions of the kind $3 scored, newest first, at most $2. */
const SELECT_SCORED_DAYS = `/* churn.scored_days */
  SELECT DISTINCT s.snapshot_date AS day FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE v.kind = $3 AND ($1::date IS NULL OR s.snapshot_date < $1) ORDER BY day DESC LIMIT $2`;

/**
 * The score of user $1 on each of the scored days $3, newest first: by the version $2, else by the version of the
 * kind $4 that scored the day last. None of a user who is excluded.
 */
const SELECT_HISTORY = `/* churn.history */
  SELECT DISTINCT ON (s.snapshot_date) s.snapshot_date AS "snapshotDate", s.probability, s.churned, s.scored_at AS "scoredAt",
    v.version, (v.parameters ->> 'labelDays')::int AS "labelDays", v.data_to <= s.snapshot_date AS "outOfTime"
  FROM churn_score s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.user_id = $1::bigint AND s.snapshot_date = ANY ($3::date[]) AND v.kind = $4
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)
  ORDER BY s.snapshot_date DESC, (s.model_version_id = $2::int) DESC NULLS LAST, s.scored_at DESC`;

/** A stored score of a user on one of the days that have been scored. */
interface PastScore {
  readonly snapshotDate: string;
  readonly probability: number;
  readonly churned: boolean | null;
  readonly scoredAt: Date;
  readonly version: number;
  readonly labelDays: number;
  /** Whether every label that the version learned from was known on the snapshot date. */
  readonly outOfTime: boolean;
}

/** Planning a statement over all scored days takes long. */
const DAYS_AT_ONCE = 64;
/** Lists the stored scores of one user, day by day. */
@Injectable()
export class RiskHistory {
  constructor(
    private readonly live: LiveChurnModels,
    private readonly database: Database,
    private readonly scores: ScoresRepository,
    private readonly answers: ScoreAnswers,
    private readonly cursors: Cursors,
  ) {}

  /**
   * One page, newest day first.
   * @throws DomainError not_found (user_unknown, user_excluded)
   */
  async page(userId: string, { target, ...query }: TargetPageQuery): Promise<RiskHistoryDto> {
    const model = this.live.of(target);
    const by = { kind: model.kind, preferred: model.current()?.version.id ?? null };
    const { rows, nextCursor } = await this.cursors.page<string, PastScore>(
      `${by.kind} history of ${BigInt(userId)}`,
      query,
      (before, count) => this.history(userId, by, before, count),
      ({ snapshotDate }) => snapshotDate,
    );
    if (rows.length === 0) await this.assertKnown(userId);
    const { cuts } = this.answers;
    return {
      userId,
      bandCuts: cuts,
      scores: rows.map(({ probability, churned, version, labelDays, scoredAt, ...score }) => ({
        ...score,
        probability,
        band: bandOf(probability, cuts),
        outcome: churned === null ? null : churned ? 'churned' : 'stayed',
        horizonDays: labelDays,
        modelVersion: version,
        scoredAt: scoredAt.toISOString(),
      })),
      nextCursor,
    };
  }

  /**
   * One score a scored day, newest first, by the preferred version where it scored the day. Empty for a user
   * who is excluded.
   * @param before only earlier days; null: all
   */
  private async history(
    userId: string,
    { kind, preferred }: { readonly kind: string; readonly preferred: number | null },
    before: string | null,
    limit: number,
  ): Promise<PastScore[]> {
    const scores: PastScore[] = [];
    let earlier = before;
    while (scores.length < limit) {
      const rows = await this.database.query<{ day: string }>(SELECT_SCORED_DAYS, [
        earlier,
        DAYS_AT_ONCE,
        kind,
      ]);
      if (rows.length === 0) break;
      const days = rows.map(({ day }) => day);
      scores.push(...(await this.database.query<PastScore>(SELECT_HISTORY, [userId, preferred, days, kind])));
      earlier = days.at(-1)!;
    }
    return scores.slice(0, limit);
  }

  private async assertKnown(userId: string): Promise<void> {
    const [presence] = await this.scores.presence([userId]);
    const without = presence === undefined ? unknownUser() : noScore(presence);
    if (without !== null) throw notScored(without);
  }
}
