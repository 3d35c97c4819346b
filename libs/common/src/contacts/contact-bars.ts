import { Field } from '../fields/fields.js';

/**
 * SELECT of the ids of campaigns that run: launched, without a result. One whose days do not come ends 60 days after
 * its label window would have closed, so that it does not bar its users for good.
 */
export const RUNNING_CAMPAIGNS = `SELECT id FROM campaign
    WHERE result IS NULL AND launched_at > now() - make_interval(days => label_days + 60)`;

/**
 * The one rule of who may be contacted, for every list that a person could mail from: users who are in none of
 * these sets, by the name of the set; a user may be in one more than once. The hold-out of a campaign is in
 * one while the campaign runs.
 */
export const BARRED = {
  excluded: 'SELECT user_id FROM excluded_user',
  suppressed: `SELECT user_id FROM contact_suppression WHERE until IS NULL OR until >= (now() AT TIME ZONE 'UTC')::date`,
  held_out: `SELECT user_id FROM campaign_assignment
    WHERE arm = 'holdout' AND campaign_id IN (${RUNNING_CAMPAIGNS})`,
} as const;

/** Why a user may not be contacted. */
export type ContactBar = keyof typeof BARRED;
export const CONTACT_BARS = Object.keys(BARRED) as ContactBar[];

/** SELECT of the ids of all users who may not be contacted; some are in it more than once. */
export const BARRED_USERS = Object.values(BARRED).join(' UNION ALL ');

/** SQL condition. @param user SQL of the id of a user */
export function mayBeContacted(user: string): string {
  return CONTACT_BARS.map(
    (bar) => `NOT EXISTS (SELECT FROM (${BARRED[bar]}) AS barred WHERE barred.user_id = ${user})`,
  ).join(' AND ');
}

/**
 * SQL of the joins of a user that {@link CONTACT_BAR} reads.
 * @param user SQL of the id of a user
 * @param among SELECT of the ids of few users, so that not all barred users are read
 */
export function joinContactBars(user: string, among?: string): string {
  const only = among === undefined ? '' : ` WHERE s.user_id IN (${among})`;
  return CONTACT_BARS.map(
    (bar) =>
      `LEFT JOIN (SELECT DISTINCT user_id FROM (${BARRED[bar]}) AS s${only}) AS bar_${bar} ON bar_${bar}.user_id = ${user}`,
  ).join('\n    ');
}

/** SQL of why the user may not be contacted, a {@link ContactBar}; null: the user may be. */
export const CONTACT_BAR = `CASE ${CONTACT_BARS.map((bar) => `WHEN bar_${bar}.user_id IS NOT NULL THEN '${bar}'`).join(' ')} END`;

/** SQL of an aggregate: a {@link LeftOutDto} of the rows, from their {@link CONTACT_BAR}. */
export const COUNT_LEFT_OUT = `json_build_object(
    'excluded', count(*) FILTER (WHERE ${CONTACT_BAR} = 'excluded'),
    'suppressed', count(*) FILTER (WHERE ${CONTACT_BAR} = 'suppressed'),
    'heldOut', count(*) FILTER (WHERE ${CONTACT_BAR} = 'held_out'))`;

/** The same of users of whom it is known why they are left out; any other reason does not count. */
export function leftOutOf(reasons: readonly (string | null)[]): LeftOutDto {
  const count = (bar: ContactBar) => reasons.filter((reason) => reason === bar).length;
  return { excluded: count('excluded'), suppressed: count('suppressed'), heldOut: count('held_out') };
}

/** How many users a list leaves out who may not be contacted, each by the first reason that holds. */
export class LeftOutDto {
  @Field.count('Excluded from both models', { example: 12 })
  excluded: number;

  @Field.count('Users whose contacts are suppressed', { example: 340 })
  suppressed: number;

  @Field.count('Users whom a running campaign holds out', { example: 1566 })
  heldOut: number;
}

/** In the header `Left-Out` of a file, such as `excluded=0, suppressed=3, held-out=319`. */
export function leftOutHeader({ excluded, suppressed, heldOut }: LeftOutDto): string {
  return `excluded=${excluded}, suppressed=${suppressed}, held-out=${heldOut}`;
}
