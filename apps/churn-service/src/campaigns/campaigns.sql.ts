import { mayBeContacted, RUNNING_CAMPAIGNS } from '#common';
import type { ArmCounts, ArmMoments } from '#ml';
import type { DeclaredFact, FactType } from '#common/facts';
import type { Target } from '#common/bands';
import { churnedSql, targetSql } from '../dataset/endings.sql.js';
import type { EventKind } from '../event-kinds.js';

/** The arm of users who are not contacted. */
export const HOLDOUT = 'holdout';

/** Treated users in a message of a launch. */
export const PART_USERS = 1_000;

/** How many users an arm has. */
export interface ArmSize {
  readonly arm: string;
  readonly users: number;
}

/** The users of an arm: `outcomes` of them were silent, `y` is their share, `x` the mean probability at launch. */
export interface ArmMeasures extends ArmCounts, ArmMoments {
  /** By the value of a fact. */
  readonly part: string;
  readonly arm: string;
  readonly plays: number;
  readonly playsVariance: number;
}

export interface UpliftUser {
  readonly isTreated: boolean;
  readonly churned: boolean;
  /** Float32, in the order of the catalogue of the version. */
  readonly features: Buffer;
}

/**
 * A number from 0 to below 1 for each user: the first 48 bits of SHA-256(seed ':' id), where the id is that
 * which callers use.
 * @param seed SQL of a text, @param shown SQL of the id
 */
function drawn(seed: string, shown: string): string {
  const digest = `encode(sha256(convert_to(${seed} || ':' || ${shown}, 'UTF8')), 'hex')`;
  return `('x' || left(${digest}, 12))::bit(48)::bigint / 281474976710656::float8`;
}

/**
 * Members of the audience $1, each with whether the user is in a campaign that runs, or was contacted by one
 * after the day $2; only those of $3, if given; by the scores of the snapshot $4 and version $5. Users who
 * may be contacted no more since they became members are left out. Hold-outs of a campaign that runs are
 * among these: were its treated users not left out too, they would be compared with other users.
 */
const MEMBERS = `
  member AS (
    SELECT m.user_id, coalesce(s.probability, m.probability) AS probability, coalesce(k.text, m.user_id::text) AS shown, recent.user_id IS NOT NULL AS recent
    FROM audience_member m JOIN audience a ON a.id = m.audience_id AND a.key = $1::text
    LEFT JOIN churn_score s ON s.user_id = m.user_id AND s.snapshot_date = $4::date AND s.model_version_id = $5::int
    LEFT JOIN user_key k ON k.user_id = m.user_id
    LEFT JOIN (
      SELECT DISTINCT user_id FROM campaign_assignment
      WHERE arm <> '${HOLDOUT}' AND campaign_id IN (SELECT id FROM campaign WHERE contact_day > $2::date)
        OR campaign_id IN (${RUNNING_CAMPAIGNS})) AS recent
      ON recent.user_id = m.user_id
    WHERE ${mayBeContacted('m.user_id')} AND ($3::bigint[] IS NULL OR m.user_id = ANY ($3))
  ), free AS (SELECT * FROM member WHERE NOT recent)`;

/**
 * The snapshot that the members of the audience $1 are of, what its version calls churn, and the order of its
 * rules.
 */
export const SELECT_AUDIENCE_SNAPSHOT = `/* churn.audience_snapshot */
  SELECT r.snapshot_date AS "snapshotDate", r.model_version_id AS "modelVersionId",
    (v.parameters ->> 'labelDays')::int AS "labelDays", (v.parameters ->> 'featureDays')::int AS "featureDays",
    ${targetSql('v')} AS target, v.parameters -> 'activityKinds' AS kinds, a.conditions ? 'limit' AS "isLimited",
    a.conditions ->> 'order' AS "order", (a.conditions ->> 'defaultValue')::float8 AS "defaultValue"
  FROM audience a JOIN audience_run r ON r.audience_id = a.id JOIN model_version v ON v.id = r.model_version_id
  WHERE a.key = $1::text AND a.archived_at IS NULL ORDER BY r.id DESC LIMIT 1`;

/** What a campaign of the audience would find. Parameters as of the members. */
export const SELECT_CAMPAIGN_USERS = `/* churn.campaign_users */
  WITH ${MEMBERS}
  SELECT (SELECT count(*)::int FROM member) AS members,
    (SELECT count(*)::int FROM member WHERE recent) AS "recentlyContacted",
    coalesce(avg(probability), 0)::float8 AS "baseRate", coalesce(avg(probability * (1 - probability)), 0)::float8 AS variance
  FROM free`;

/** Free members with their features, as the set has them. */
export const SELECT_POLICY_USERS = `/* churn.policy_users */
  WITH ${MEMBERS}
  SELECT free.user_id AS "userId", free.probability, s.features
  FROM free JOIN churn_score s ON s.user_id = free.user_id AND s.snapshot_date = $4::date AND s.model_version_id = $5::int
  WHERE s.features <> ''`;

/**
 * Assigns every free member of the audience to an arm of the campaign $6: below the share $8 of the seed $7
 * to the hold-out, above to one of the arms $9 (text[]). A larger treated share moves no treated user. The
 * label window is $10 to $11; plays before are those of the $12 days to the day before it.
 */
export const INSERT_ASSIGNMENTS = `/* churn.insert_assignments */
  WITH ${MEMBERS}, placed AS (
    SELECT *, ${drawn('$7::text', 'shown')} AS place FROM free
  ), armed AS (
    SELECT *, CASE WHEN place < $8::float8 THEN '${HOLDOUT}'
      ELSE ($9::text[])[1 + floor((place - $8::float8) / (1 - $8::float8) * cardinality($9::text[]))::int] END AS arm
    FROM placed
  ), before AS (
    SELECT d.user_id, sum(d.plays)::real AS plays FROM user_day d
    WHERE d.day >= $10::date - $12::int AND d.day < $10::date GROUP BY d.user_id)
  INSERT INTO campaign_assignment
    (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for, part)
  SELECT $6::int, armed.user_id, arm, probability, coalesce(before.plays, 0), $10::date, $11::date, 1 / $8::float8,
    CASE WHEN arm <> '${HOLDOUT}'
      THEN 1 + (row_number() OVER (PARTITION BY arm = '${HOLDOUT}' ORDER BY armed.user_id) - 1) / ${PART_USERS} END
  FROM armed LEFT JOIN before ON before.user_id = armed.user_id`;

export const COUNT_ARMS = `/* churn.count_arms */
  SELECT arm, count(*)::int AS users FROM campaign_assignment WHERE campaign_id = $1 GROUP BY arm`;

/** Whether each user of the campaign $3 churned in its label window, from $1 to $2. */
export function updateChurnedSql(target: Target, kinds: readonly EventKind[]): string {
  const { join, churned } = churnedSql(target, kinds, 'assigned.user_id');
  return `/* churn.update_campaign_outcomes */
  UPDATE campaign_assignment a SET churned = happened.churned
  FROM (
    SELECT assigned.user_id, ${churned} AS churned FROM campaign_assignment assigned ${join}
    WHERE assigned.campaign_id = $3::int) AS happened
  WHERE a.campaign_id = $3::int AND a.user_id = happened.user_id`;
}

/** Parts of a fact that effects are measured in. */
const MOST_PARTS = 20;

/** SQL of the part of a user by the value of a fact; null where it is not known. */
const PARTS: Record<FactType, string> = {
  text: "f.value #>> '{}'",
  boolean: "CASE f.value::boolean WHEN true THEN 'yes' WHEN false THEN 'no' END",
  day: `CASE WHEN (f.value #>> '{}')::date < day.date THEN 'passed' WHEN (f.value #>> '{}')::date <= day.date + 30
    THEN 'within 30 days' WHEN f.value IS NOT NULL THEN 'later' END`,
  number: `CASE WHEN f.value IS NOT NULL THEN (ARRAY['lowest third', 'middle third', 'highest third'])[
    ntile(3) OVER (PARTITION BY f.value IS NULL ORDER BY f.value::float8)] END`,
};

/**
 * {@link ArmMeasures} of each arm with users of the campaign $3, from $1 to $2. With a fact, the same of each
 * `part` of the users by what it was on the snapshot date of the campaign: the largest parts, and all others
 * as one.
 */
export function measureArmsSql(
  target: Target,
  kinds: readonly EventKind[],
  fact: Pick<DeclaredFact, 'id' | 'type'> | null = null,
): string {
  const [part, join] =
    fact === null
      ? ['NULL::text', '']
      : [
          PARTS[fact.type],
          `CROSS JOIN (SELECT snapshot_date AS date FROM campaign WHERE id = $3::int) AS day
    LEFT JOIN LATERAL (
      SELECT value FROM user_fact u WHERE u.user_id = a.user_id AND u.fact_id = ${fact.id} AND u.day <= day.date
      ORDER BY u.day DESC LIMIT 1) AS f ON true`,
        ];
  const happened = churnedSql(target, kinds, 'a.user_id');
  return `/* churn.measure_arms */
  WITH assigned AS (
    SELECT a.arm, a.probability, a.plays_before, (${happened.churned})::int::float8 AS silence, ${part} AS part
    FROM campaign_assignment a
    ${happened.join} ${join}
    WHERE a.campaign_id = $3::int
  ), large AS (SELECT part FROM assigned GROUP BY part ORDER BY count(*) DESC, part LIMIT ${MOST_PARTS})
  SELECT CASE WHEN part IS NULL THEN 'not known' WHEN part IN (SELECT part FROM large) THEN part ELSE 'another' END AS part,
    arm, count(*)::int AS users, sum(silence)::int AS outcomes, avg(plays_before::float8) AS plays,
    var_pop(plays_before::float8) AS "playsVariance", avg(probability::float8) AS x, avg(silence) AS y,
    regr_sxx(silence, probability) AS xx, regr_sxy(silence, probability) AS xy, regr_syy(silence, probability) AS yy
  FROM assigned GROUP BY 1, arm`;
}

/**
 * Users whose outcome is known and whose features at launch are stored, in a random order that is always the
 * same, of the hold-out and the arm $5; at most $4 of the campaign $1, whose snapshot is $2 and version $3.
 */
export const SELECT_UPLIFT_USERS = `/* churn.uplift_users */
  SELECT (a.arm <> '${HOLDOUT}') AS "isTreated", a.churned, s.features
  FROM campaign_assignment a
  JOIN churn_score s ON s.user_id = a.user_id AND s.snapshot_date = $2::date AND s.model_version_id = $3::int
  WHERE a.campaign_id = $1::int AND a.arm IN ('${HOLDOUT}', $5::text) AND a.churned IS NOT NULL AND s.features <> ''
  ORDER BY hashint8extended(a.user_id, 1) LIMIT $4::int`;
