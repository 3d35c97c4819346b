import { Database, DomainError, LiveModel, ModelRegistry } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { GainDto } from '../measures/metrics.dto.js';
import type { ChurnModel } from '../model/churn-model.js';
import { gainText } from './gate-check.js';
import { LIVE_CHURN_MODEL, liveVersionSql } from './live-churn-model.js';
import { ShadowChoice } from './shadow-choice.entity.js';
import type { ShadowDto } from './shadow.dto.js';

/** Label window, activity and population of a version: of different ones, probabilities are of different events. */
const questionSql = (v: string) =>
  `jsonb_build_array(${['labelDays', 'activityKinds', 'population'].map((name) => `${v}.parameters -> '${name}'`).join(', ')})`;

/**
 * Versions of the kind $1 that can be the shadow of the live one, the one that is it first: the chosen one, else the
 * newest since the live one that did not pass the gate.
 */
const SELECT_CANDIDATES = `/* churn.shadow_candidates */
  SELECT v.id, v.version,
    c.id IS NULL OR c.model_version_id IS NOT NULL AS "isOn", v.id IS NOT DISTINCT FROM c.model_version_id AS "isChosen",
    v.refused AND v.version > live.version AND (v.gate ->> 'nothingNew') IS DISTINCT FROM 'true' AS "isNewer"
  FROM model_version v JOIN model_version live ON live.id = ${liveVersionSql('$1::text')} LEFT JOIN churn_shadow_choice c ON true
  WHERE v.kind = $1 AND v.retired_at IS NULL AND v.id <> live.id AND (v.gate ->> 'leaks') IS DISTINCT FROM 'true'
    AND ${questionSql('v')} = ${questionSql('live')}
  ORDER BY "isChosen" DESC, v.version DESC`;

/**
 * What outcomes say of shadow versions beside the live one, newest snapshot first, at most $1, where the kind
 * is $2.
 */
const SELECT_COMPARISONS = `/* churn.shadow_comparisons */
  SELECT DISTINCT ON (c.snapshot_date) c.snapshot_date AS "snapshotDate", v.version AS shadow, live.version AS live, c.loads, c.users, c.gain
  FROM churn_shadow_comparison c JOIN model_version v ON v.id = c.model_version_id JOIN model_version live ON live.id = c.live_version_id
  WHERE live.id = ${liveVersionSql('$2::text')} AND v.retired_at IS NULL
  ORDER BY c.snapshot_date DESC, v.version DESC LIMIT $1`;

/**
 * What was found of a pair of versions of the kind $7 ($2 and $3, by number) replaces what is known of it and
 * the snapshot $1.
 */
const UPSERT_COMPARISON = `/* churn.upsert_shadow_comparison */
  INSERT INTO churn_shadow_comparison (snapshot_date, model_version_id, live_version_id, loads, users, gain)
  SELECT $1::date, v.id, live.id, $4, $5, $6 FROM model_version v JOIN model_version live USING (kind)
  WHERE v.kind = $7 AND v.version = $2 AND live.version = $3
  ON CONFLICT (snapshot_date, model_version_id, live_version_id) DO UPDATE
  SET loads = excluded.loads, users = excluded.users, gain = excluded.gain`;

interface Candidate {
  readonly id: number;
  readonly version: number;
  readonly isOn: boolean;
  readonly isChosen: boolean;
  readonly isNewer: boolean;
}

/** A shadow version and the live one on the same users, by their outcomes. */
export interface ShadowComparison {
  readonly snapshotDate: string;
  readonly shadow: number;
  readonly live: number;
  /** Mark of the loads that it was computed from. */
  readonly loads: string;
  readonly users: number;
  /** Of the shadow version over the live one. */
  readonly gain: GainDto;
}

/**
 * Knows which version is the shadow, and what outcomes said of it. By default it is one that the gate refused
 * or could not decide on, so that what happens decides; a person may choose any other, or none.
 */
@Injectable()
export class ShadowVersions {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: Pick<LiveModel<ChurnModel>, 'kind'>,
    private readonly registry: ModelRegistry,
    private readonly database: Database,
  ) {}

  /** Number of the shadow version; null: there is none. */
  async current(): Promise<number | null> {
    return shadowOf(await this.candidates())?.version ?? null;
  }

  /**
   * @param version null: the newest that did not pass, also of later retrains
   * @throws DomainError not_found (model_version_unknown), conflict (model_no_shadow)
   */
  async choose(version: number | null): Promise<ShadowDto> {
    const choices = this.database.dataSource.getRepository(ShadowChoice);
    if (version === null) await choices.delete({ id: 1 });
    else {
      const { id } = await this.registry.get(this.live.kind, version);
      if (!(await this.candidates()).some((candidate) => candidate.id === id))
        throw new DomainError(
          'conflict',
          'model_no_shadow',
          `Version ${version} cannot be the shadow: it is live, retired, has probably seen what it predicts, or has another ` +
            'label window, population or kind of activity than the live version. GET /churn/models lists the others.',
        );
      await choices.upsert({ id: 1, modelVersionId: id }, ['id']);
    }
    return await this.describe();
  }

  /** From now on there is none, until another choice. */
  async end(): Promise<ShadowDto> {
    const choices = this.database.dataSource.getRepository(ShadowChoice);
    await choices.upsert({ id: 1, modelVersionId: null }, ['id']);
    return await this.describe();
  }

  async describe(): Promise<ShadowDto> {
    const choice = await this.database.dataSource.getRepository(ShadowChoice).findOneBy({ id: 1 });
    const shadow = shadowOf(await this.candidates());
    const [newest] = await this.comparisons(1);
    return {
      choice: choice?.modelVersionId === null ? 'none' : shadow?.isChosen === true ? 'chosen' : 'newest',
      version: shadow?.version ?? null,
      found:
        newest === undefined ? 'No outcomes of a shadow version are known yet.' : describeComparison(newest),
    };
  }

  /** Newest snapshot first. */
  async comparisons(limit: number): Promise<ShadowComparison[]> {
    return await this.database.query(SELECT_COMPARISONS, [limit, this.live.kind]);
  }

  async keep({ snapshotDate, shadow, live, loads, users, gain }: ShadowComparison): Promise<void> {
    const values = [snapshotDate, shadow, live, loads, users, gain, this.live.kind];
    await this.database.query(UPSERT_COMPARISON, values);
  }

  private async candidates(): Promise<Candidate[]> {
    return await this.database.query(SELECT_CANDIDATES, [this.live.kind]);
  }
}

function shadowOf(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.find(({ isOn, isChosen, isNewer }) => isOn && (isChosen || isNewer));
}

/** By the log loss, whose whole interval must lie on one side; better only where the ranking is not surely worse. */
export function shadowVerdict({ gain }: ShadowComparison): 'better' | 'worse' | 'open' {
  if (gain.logLoss.low > 0 && !(gain.rocAuc.high < 0)) return 'better';
  return gain.logLoss.high < 0 ? 'worse' : 'open';
}

export function describeComparison(comparison: ShadowComparison): string {
  const { snapshotDate, shadow, live, users, gain } = comparison;
  const verdict = shadowVerdict(comparison);
  const relation = { better: 'is better than', worse: 'is worse than', open: 'cannot be told from' }[verdict];
  return (
    `By the outcomes of ${snapshotDate}, shadow version ${shadow} ${relation} live version ${live}: fall of the ` +
    `log loss ${gainText(gain.logLoss)} on ${users} users.` +
    (verdict === 'better'
      ? ` Promote it by POST /admin/churn/models/${shadow}/promote {"accept": "why"}.`
      : '')
  );
}
