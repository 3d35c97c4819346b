/** A table that holds users, by their id in `user_id`. */
export interface UserTable {
  readonly table: string;
  /**
   * How an erasure deletes users: `day`: day by day, with the counts of archives and songs; `plain`: by their
   * ids alone; `lines`: with those of which the user is not known, since they may name one; `scores`: with the
   * counts of the sets; `audiences`: when the erasure begins, with a change for receivers; `exclusions`: last
   * of all, since until then no model may use them.
   */
  readonly removal: 'day' | 'plain' | 'lines' | 'scores' | 'audiences' | 'exclusions';
  /** SQL of the rows that the export of a user has; absent: those of the table. */
  readonly from?: string;
  /** Their order. */
  readonly order: string;
}

/**
 * Every table of the platform that holds users, of all services: what is exported of one, and erased. Only
 * the artefacts of the recommender's models hold users too. Tests compare the list with the whole database,
 * and with docs/privacy.md, which says what each table holds and for how long.
 */
export const USER_TABLES: readonly UserTable[] = [
  { table: 'play_event', removal: 'day', order: 'day' },
  { table: 'download_event', removal: 'day', order: 'day' },
  { table: 'search_event', removal: 'day', order: 'day, searched_at' },
  { table: 'feedback_event', removal: 'day', order: 'day, happened_at' },
  { table: 'opinion', removal: 'plain', order: 'day, happened_at' },
  { table: 'user_day', removal: 'day', order: 'day' },
  { table: 'recent_event', removal: 'plain', order: 'happened_at' },
  { table: 'play_key', removal: 'plain', order: 'day' },
  { table: 'posted_user', removal: 'plain', order: 'day' },
  { table: 'superseded_event', removal: 'plain', order: 'day' },
  { table: 'rejected_line', removal: 'lines', order: 'archive_id, line_number' },
  { table: 'event_recommendation', removal: 'plain', order: 'created_at' },
  { table: 'recommendation_impression', removal: 'plain', order: 'shown_at, song_id' },
  { table: 'repeat_songs', removal: 'plain', order: 'user_id' },
  { table: 'churn_score', removal: 'scores', order: 'snapshot_date, model_version_id' },
  { table: 'user_value', removal: 'plain', order: 'user_id' },
  {
    table: 'user_fact',
    from: '(SELECT f.name AS fact, v.* FROM user_fact v LEFT JOIN fact f ON f.id = v.fact_id)',
    removal: 'plain',
    order: 'fact, day',
  },
  { table: 'audience_listed_user', removal: 'plain', order: 'audience_id' },
  { table: 'audience_member', removal: 'audiences', order: 'audience_id' },
  { table: 'audience_change', removal: 'audiences', order: 'run_id' },
  { table: 'delivery_user', removal: 'plain', order: 'endpoint_id' },
  { table: 'campaign_assignment', removal: 'plain', order: 'campaign_id' },
  { table: 'contact_suppression', removal: 'plain', order: 'reason' },
  { table: 'user_key', removal: 'plain', order: 'user_id' },
  { table: 'excluded_user', removal: 'exclusions', order: 'user_id' },
  { table: 'included_user', removal: 'plain', order: 'user_id' },
];

/** Names of the tables that users are taken out of in this way. */
export function tablesBy(removal: UserTable['removal']): string[] {
  return USER_TABLES.filter((known) => known.removal === removal).map(({ table }) => table);
}
