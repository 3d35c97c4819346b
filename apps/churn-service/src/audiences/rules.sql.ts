import { amongSql, conditionsSql, CONTACT_BAR, joinContactBars, joinedSql, withinSql } from '#common';
import type { Bind, ContactBar } from '#common';
import { rangeOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { daysBetween } from '#common/calendar';
import type { Bounds } from '#common/conditions';
import type { DeclaredFact } from '#common/facts';
import { HOLDOUT } from '../campaigns/campaigns.sql.js';
import { factTypes, factValuesSql } from '../dataset/fact-conditions.js';
import type { ScoreSet } from '../scores/score-set.js';
import { highestFirst, valueAtRisk } from '../scores/user-order.js';
import type { UserOrderDto } from '../scores/user-order.js';
import { DEVICES } from './audience-rules.dto.js';
import type { AudienceCondition, AudienceRulesBody } from './audience-rules.dto.js';
import { DEVICE } from './check-rules.js';
import { featureSql } from './feature-bytes.sql.js';

/** A set of scores. */
export type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;

/** What conditions are compared with. */
export interface RuleInputs extends SetKey {
  readonly cuts: BandCuts;
  /** Names of the features of the scores, in their order. */
  readonly features: readonly string[];
  /** Those that conditions name. */
  readonly facts: readonly DeclaredFact[];
  readonly order: UserOrderDto;
  /** Users who gain enough by a contact, by the condition of uplift. */
  readonly gaining: ReadonlyMap<AudienceCondition, readonly string[]>;
}

/** A member of an audience, or a user who meets the conditions of entering but may not be contacted, perhaps. */
export interface FoundUser {
  readonly userId: string;
  /** Null where a member has no score on the snapshot date. */
  readonly probability: number | null;
  readonly isMember: boolean;
  /** A member within the minimum stay. */
  readonly isProtected: boolean;
  /** Why a member leaves, or the user is none; null: the user is a member. */
  readonly exit: 'left' | 'limit' | ContactBar | null;
}

type Range = Bounds<number>;

/** Builds one statement: what conditions name becomes its parameters. */
class RulesStatement {
  readonly parameters: unknown[] = [];
  private readonly joins = new Map<string, string>();
  private readonly bind: Bind = (value, type) => `$${this.parameters.push(value)}::${type}`;

  constructor(
    private readonly rules: AudienceRulesBody,
    private readonly inputs: RuleInputs,
  ) {}

  sql({ audience, changes = false }: Wanted): string {
    const { stayWhile, minimumDays, limit } = this.rules;
    const { by, defaultValue } = this.inputs.order;
    const rank = by === 'risk' ? 's.probability::float8' : valueAtRisk(this.bind(defaultValue, 'float8'));
    const enters = this.meets(null);
    const stays = stayWhile === undefined ? 'false' : this.meets(stayWhile.probability);
    const [day, version] = this.keyOf(this.inputs);
    const rested = this.rested(day);
    const order = `is_protected DESC, ${highestFirst('coalesce(rank, -1)', 'probability', 'user_id')}`;
    // The first are found without an order of all others.
    const first = `SELECT user_id FROM tried WHERE exit IS NULL ORDER BY ${order}`;
    const isLast =
      limit === undefined ? 'false' : `user_id NOT IN (${first} LIMIT ${this.bind(limit, 'int')})`;
    return `/* churn.users_of_rules */
  WITH tested AS MATERIALIZED (
    SELECT s.user_id, s.probability, ${rank} AS rank,
      (${enters}) IS TRUE${rested} AS enters, (${stays}) IS TRUE${rested} AS stays
    FROM churn_score s LEFT JOIN user_value v ON v.user_id = s.user_id ${[...this.joins.values()].join(' ')}
    WHERE s.snapshot_date = ${day} AND s.model_version_id = ${version}
  ), member AS MATERIALIZED (
    SELECT m.user_id, m.since > ${day} - ${this.bind(minimumDays, 'int')} AS is_protected
    FROM audience_member m WHERE m.audience_id = ${this.bind(audience ?? null, 'int')}
  ), found AS MATERIALIZED (
    SELECT user_id, t.probability, t.rank, (t.enters OR t.stays) AS fits, m.user_id IS NOT NULL AS is_member,
      coalesce(m.is_protected, false) AS is_protected
    FROM tested t FULL JOIN member m USING (user_id) WHERE t.enters OR m.user_id IS NOT NULL
  ), barred AS (
    SELECT f.*, ${CONTACT_BAR} AS bar FROM found f ${joinContactBars('f.user_id')}
  ), tried AS (
    SELECT user_id, probability, rank, is_member, is_protected AND bar IS NULL AS is_protected,
      CASE WHEN bar IS NOT NULL THEN bar WHEN fits OR is_protected THEN NULL ELSE 'left' END AS exit
    FROM barred
  ), limited AS (
    SELECT user_id, probability, rank, is_member, is_protected,
      CASE WHEN exit IS NULL AND ${isLast} THEN 'limit' ELSE exit END AS exit
    FROM tried)
  SELECT user_id AS "userId", probability, is_member AS "isMember", is_protected AS "isProtected", exit
  FROM limited ${changes ? 'WHERE is_member <> (exit IS NULL)' : `ORDER BY ${order}`}`;
  }

  /** Leaves out whom a campaign has contacted within the days that the rules say. @param day SQL of the snapshot */
  private rested(day: string): string {
    const { contactDays = 0 } = this.rules;
    if (contactDays === 0) return '';
    const since = `${day} + 1 - ${this.bind(contactDays, 'int')}`;
    return ` AND s.user_id NOT IN (
        SELECT user_id FROM campaign_assignment WHERE arm <> '${HOLDOUT}'
          AND campaign_id IN (SELECT id FROM campaign WHERE contact_day > ${since}))`;
  }

  /** @param stay the lowest probability of a member; null: that of a user who enters */
  private meets(stay: number | null): string {
    const { match, conditions } = this.rules;
    return joinedSql(
      match,
      conditions.map((condition) => this.condition(condition, stay)),
    );
  }

  private condition(condition: AudienceCondition, stay: number | null): string {
    const { probability, band, cohort, tenure, device, quantity, fact, value, uplift, users } = condition;
    const { snapshotDate, cuts, gaining } = this.inputs;
    if (probability !== undefined) return this.probability([probability], stay);
    if (band !== undefined) {
      const ranges = band.is.map((one) => rangeOf(one, cuts));
      return this.probability(ranges, stay);
    }
    if (cohort !== undefined) {
      const { from = '0001-01-01', to = snapshotDate } = cohort;
      const [least, most] = [daysBetween(to, snapshotDate), daysBetween(from, snapshotDate)];
      return withinSql(this.daysFromFirst(), { from: least, below: most + 1 }, 'float8', this.bind);
    }
    if (tenure !== undefined) return withinSql(this.daysFromFirst(), rangeIn(tenure), 'float8', this.bind);
    if (device !== undefined) {
      const codes = device.is.map((name) => DEVICES.indexOf(name));
      return amongSql(this.feature(DEVICE), codes, 'float8', this.bind);
    }
    if (quantity !== undefined)
      return withinSql(this.feature(quantity.feature), rangeIn(quantity), 'float8', this.bind);
    if (fact !== undefined) return this.fact(fact);
    if (value !== undefined) return withinSql('v.value', rangeIn(value), 'float8', this.bind);
    const listed = uplift === undefined ? users?.ids : gaining.get(condition);
    if (listed !== undefined) return amongSql('s.user_id', listed, 'bigint', this.bind);
    return 'true';
  }

  private fact(condition: NonNullable<AudienceCondition['fact']>): string {
    const { facts, snapshotDate } = this.inputs;
    if (!this.joins.has('facts')) {
      const values = factValuesSql(facts, this.bind(snapshotDate, 'date'));
      this.joins.set('facts', `LEFT JOIN (${values}) told ON told.user_id = s.user_id`);
    }
    const asked = { match: 'all', conditions: [condition] } as const;
    return conditionsSql(asked, factTypes(facts), 'told.facts', this.bind);
  }

  /** Within one of the ranges, or, for members, between `stay` and the lowest of them. */
  private probability(ranges: readonly Range[], stay: number | null): string {
    const lowest = Math.min(...ranges.map(({ from = 0 }) => from));
    const staying = stay !== null && stay < lowest ? [{ from: stay, below: lowest }] : [];
    return joinedSql(
      'any',
      [...ranges, ...staying].map((range) => withinSql('s.probability', range, 'real', this.bind)),
    );
  }

  /**
   * Days of the calendar from the first event to the snapshot; null without one. The feature of that name counts
   * complete days alone, and no further than features look back.
   */
  private daysFromFirst(): string {
    const day = this.bind(this.inputs.snapshotDate, 'date');
    if (!this.joins.has('first')) {
      const first = `SELECT d.user_id, min(d.day) AS day FROM user_day d
        WHERE d.day <= ${day} AND d.plays + d.downloads + d.searches + d.feedback > 0
        GROUP BY d.user_id`;
      this.joins.set('first', `LEFT JOIN (${first}) first ON first.user_id = s.user_id`);
    }
    return `(${day} - first.day)::float8`;
  }

  private feature(name: string): string {
    return featureSql('s.features', this.inputs.features.indexOf(name));
  }

  private keyOf({ snapshotDate, versionId }: SetKey): [string, string] {
    return [this.bind(snapshotDate, 'date'), this.bind(versionId, 'int')];
  }
}

/** Which users are selected. */
export interface Wanted {
  /** The id of the audience whose members are known; null: none. */
  readonly audience?: number | undefined;
  /** Only those who enter or leave, in any order. */
  readonly changes?: boolean;
}

/**
 * Selects the users who meet the conditions of rules, and the members of an audience, each a {@link FoundUser}:
 * members within their minimum stay first, then in the order of the rules, then members without a score.
 */
export function usersOfRules(
  rules: AudienceRulesBody,
  inputs: RuleInputs,
  wanted: Wanted,
): { sql: string; parameters: unknown[] } {
  const statement = new RulesStatement(rules, inputs);
  const sql = statement.sql(wanted);
  return { sql, parameters: statement.parameters };
}

function rangeIn({ atLeast, below }: { atLeast?: number; below?: number }): Range {
  return { from: atLeast, below };
}
