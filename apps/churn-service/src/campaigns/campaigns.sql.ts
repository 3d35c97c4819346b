import { dayLiteral } from '../dataset/copy-rows.js';
import { firstEventsSql } from '../dataset/labels.sql.js';
import type { LaunchedCampaign } from './campaign.entity.js';

/** The arm of users who are not contacted. */
export const HOLDOUT = 'holdout';

/** How many users an arm has. */
export interface ArmSize {
  readonly arm: string;
  readonly globalControl: boolean;
  readonly users: number;
}

export interface Contact {
  readonly userId: string;
  readonly arm: string;
  readonly probability: number;
}

export interface UpliftUser {
  readonly isTreated: boolean;
  readonly churned: boolean;
  /** Float32, in the order of the catalogue of the version. */
  readonly features: Buffer;
}

/** Of the control group that is the same for all campaigns. */
const GLOBAL_SEED = "'global control'";

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
 * Members of the audience $1, each with whether the user was contacted since the day $2, or is in the global
 * control group, whose share is $3. Users who may be contacted no more since they became members are left out.
 */
const MEMBERS = `
  member AS (
    SELECT m.user_id, m.probability, coalesce(k.text, m.user_id::text) AS shown, recent.user_id IS NOT NULL AS recent
    FROM audience_member m JOIN audience a ON a.id = m.audience_id AND a.key = $1::text
    LEFT JOIN user_key k ON k.user_id = m.user_id
    LEFT JOIN contact_suppression n ON n.user_id = m.user_id
    LEFT JOIN (SELECT DISTINCT user_id FROM campaign_assignment WHERE arm <> '${HOLDOUT}' AND first_day > $2::date) AS recent
      ON recent.user_id = m.user_id
    WHERE n.user_id IS NULL AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = m.user_id)
  ), free AS (
    SELECT *, ${drawn(GLOBAL_SEED, 'shown')} < $3::float8 AS global_control FROM member WHERE NOT recent)`;

/** The snapshot that the members of the audience $1 are of, and what its version calls churn. */
export const SELECT_AUDIENCE_SNAPSHOT = `/* churn.audience_snapshot */
  SELECT r.snapshot_date AS "snapshotDate", r.model_version_id AS "modelVersionId",
    (v.parameters ->> 'labelDays')::int AS "labelDays", (v.parameters ->> 'featureDays')::int AS "featureDays",
    v.parameters -> 'activityKinds' AS kinds
  FROM audience a JOIN audience_run r ON r.audience_id = a.id JOIN model_version v ON v.id = r.model_version_id
  WHERE a.key = $1::text AND a.archived_at IS NULL ORDER BY r.id DESC LIMIT 1`;

/** What a campaign of the audience would find. Parameters as of the members. */
export const SELECT_CAMPAIGN_USERS = `/* churn.campaign_users */
  WITH ${MEMBERS}
  SELECT (SELECT count(*)::int FROM member) AS members,
    (SELECT count(*)::int FROM member WHERE recent) AS "recentlyContacted",
    (count(*) FILTER (WHERE global_control))::int AS "globalControl",
    coalesce(avg(probability) FILTER (WHERE NOT global_control), 0)::float8 AS "baseRate",
    coalesce(avg(probability * (1 - probability)) FILTER (WHERE NOT global_control), 0)::float8 AS variance,
    count(other.user_id)::int AS "inOtherCampaigns"
  FROM free LEFT JOIN (
    SELECT DISTINCT o.user_id FROM campaign_assignment o JOIN campaign c ON c.id = o.campaign_id
    WHERE c.result IS NULL AND o.arm <> '${HOLDOUT}') AS other ON other.user_id = free.user_id`;

/**
 * Assigns every free member of the audience to an arm of the campaign $4: below the share $6 of the seed $5
 * to the hold-out, as is the global control group, above to one of the arms $7 (text[]). A larger treated
 * share moves no treated user. The label window is $8 to $9; plays before are those of the $10 days to the
 * day before it.
 */
export const INSERT_ASSIGNMENTS = `/* churn.insert_assignments */
  WITH ${MEMBERS}, placed AS (
    SELECT *, ${drawn('$5::text', 'shown')} AS place FROM free
  ), armed AS (
    SELECT *, CASE WHEN global_control OR place < $6::float8 THEN '${HOLDOUT}'
      ELSE ($7::text[])[1 + floor((place - $6::float8) / (1 - $6::float8) * cardinality($7::text[]))::int] END AS arm
    FROM placed
  ), before AS (
    SELECT d.user_id, sum(d.plays)::real AS plays FROM user_day d
    WHERE d.day >= $8::date - $10::int AND d.day < $8::date GROUP BY d.user_id)
  INSERT INTO campaign_assignment
    (campaign_id, user_id, arm, global_control, probability, plays_before, first_day, last_day, stands_for)
  SELECT $4::int, armed.user_id, arm, global_control, probability, coalesce(before.plays, 0), $8::date, $9::date,
    1 / ($3::float8 + (1 - $3::float8) * $6::float8)
  FROM armed LEFT JOIN before ON before.user_id = armed.user_id`;

/** Treated users of the campaign $1, for a cursor. Users who were excluded or suppressed since are left out. */
export const SELECT_CONTACTS = `/* churn.contacts */
  SELECT a.user_id AS "userId", a.arm, a.probability FROM campaign_assignment a
  WHERE a.campaign_id = $1 AND a.arm <> '${HOLDOUT}'
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = a.user_id)
    AND NOT EXISTS (SELECT FROM contact_suppression n WHERE n.user_id = a.user_id)
  ORDER BY a.user_id`;

export const COUNT_ARMS = `/* churn.count_arms */
  SELECT arm, global_control AS "globalControl", count(*)::int AS users FROM campaign_assignment
  WHERE campaign_id = $1 GROUP BY arm, global_control`;

/** Whether each user of the campaign $1 was silent in its label window, from $2 to $3. */
export function updateChurnedSql(campaign: LaunchedCampaign): string {
  return `/* churn.update_campaign_outcomes */
  UPDATE campaign_assignment a SET churned = happened.churned
  FROM (
    SELECT assigned.user_id, active.user_id IS NULL AS churned FROM campaign_assignment assigned
    LEFT JOIN (${eventsOf(campaign, campaign.closesOn)}) AS active(user_id, first_day) ON active.user_id = assigned.user_id
    WHERE assigned.campaign_id = ${campaign.id}) AS happened
  WHERE a.campaign_id = ${campaign.id} AND a.user_id = happened.user_id`;
}

/**
 * Users of a campaign, hold-outs of the global control group aside: user, number of the arm (0: the
 * hold-out), probability, plays before, and whether the user was silent through the day `through`. Values are
 * written out, for COPY.
 */
export function silenceSql(campaign: LaunchedCampaign, through: string): string {
  const arms = campaign.arms.map((arm, i) => `WHEN ${literal(arm)} THEN ${i + 1}`).join(' ');
  return `/* churn.campaign_silence */
  SELECT a.user_id, (CASE a.arm ${arms} ELSE 0 END)::float8, a.probability::float8, a.plays_before::float8,
    (active.user_id IS NULL)::int::float8
  FROM campaign_assignment a
  LEFT JOIN (${eventsOf(campaign, through)}) AS active(user_id, first_day) ON active.user_id = a.user_id
  WHERE a.campaign_id = ${campaign.id} AND NOT a.global_control`;
}

/**
 * Users whose outcome is known and whose features at launch are stored, in a random order that is always the
 * same; at most $4 of the campaign $1, whose snapshot is $2 and version $3.
 */
export const SELECT_UPLIFT_USERS = `/* churn.uplift_users */
  SELECT (a.arm <> '${HOLDOUT}') AS "isTreated", a.churned, s.features
  FROM campaign_assignment a
  JOIN churn_score s ON s.user_id = a.user_id AND s.snapshot_date = $2::date AND s.model_version_id = $3::int
  WHERE a.campaign_id = $1::int AND NOT a.global_control AND a.churned IS NOT NULL AND s.features <> ''
  ORDER BY hashint8extended(a.user_id, 1) LIMIT $4::int`;

export const UPSERT_SUPPRESSION = `/* churn.upsert_contact_suppression */
  INSERT INTO contact_suppression (user_id, reason) VALUES ($1::bigint, $2::text)
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason RETURNING user_id AS "userId", reason, since`;

export const DELETE_SUPPRESSION = `/* churn.delete_contact_suppression */
  DELETE FROM contact_suppression WHERE user_id = $1::bigint RETURNING user_id AS "userId", reason, since`;

function eventsOf({ kinds, snapshotDate }: LaunchedCampaign, through: string): string {
  return firstEventsSql(kinds)
    .replaceAll('$1::date', `(${dayLiteral(snapshotDate)} + 1)`)
    .replaceAll('$2::date', dayLiteral(through));
}

/** Names of arms have no quotes. */
function literal(name: string): string {
  if (!/^[a-z0-9-]+$/.test(name)) throw new RangeError(`${name} is no name of an arm.`);
  return `'${name}'`;
}
