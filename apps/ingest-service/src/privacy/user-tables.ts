/** A table that holds users, by their id in `user_id`. */
export interface UserTable {
  readonly table: string;
  /** What it holds of a user. */
  readonly holds: string;
  /**
   * How an erasure deletes users: `day`: day by day, with the counts of archives and songs; `plain`: by their
   * ids alone; `lines`: with those of which the user is not known, since they may name one; `scores`: with the
   * counts of the sets; `audiences`: when the erasure begins, with a change for receivers; `exclusions`: last
   * of all, since until then no model may use them.
   */
  readonly removal: 'day' | 'plain' | 'lines' | 'scores' | 'audiences' | 'exclusions';
  /** The order of rows in the export of a user. */
  readonly order: string;
  /** When it goes by itself, in words for `docs/privacy.md`; settings by their names. */
  readonly kept: string;
}

const BY_DAY = 'until retention drops the day';

/**
 * Every table of the platform that holds users, of all services: what is exported of one, and erased. Only
 * the artefacts of the recommender's models hold users too. A test compares the list with the whole database.
 */
export const USER_TABLES: readonly UserTable[] = [
  { table: 'play_event', holds: 'plays', removal: 'day', order: 'day', kept: BY_DAY },
  { table: 'download_event', holds: 'downloads', removal: 'day', order: 'day', kept: BY_DAY },
  { table: 'search_event', holds: 'searches', removal: 'day', order: 'day, searched_at', kept: BY_DAY },
  { table: 'user_day', holds: 'sums by day', removal: 'day', order: 'day', kept: BY_DAY },
  {
    table: 'recent_event',
    holds: 'newest posted events',
    removal: 'plain',
    order: 'happened_at',
    kept: '`RECENT_EVENT_DAYS`, or until the live recommender has learned from it',
  },
  {
    table: 'superseded_event',
    holds: 'posted events that an archive of their day replaces',
    removal: 'plain',
    order: 'day',
    kept: BY_DAY,
  },
  {
    table: 'rejected_line',
    holds: 'lines of archives that are no events, without addresses',
    removal: 'lines',
    order: 'archive_id, line_number',
    kept: '`REJECTED_LINES_KEEP_DAYS` days, or until retention drops the archive',
  },
  {
    table: 'event_recommendation',
    holds: 'plays and downloads that followed from a recommendation',
    removal: 'plain',
    order: 'created_at',
    kept: BY_DAY,
  },
  {
    table: 'recommendation_impression',
    holds: 'songs that were shown',
    removal: 'plain',
    order: 'shown_at, song_id',
    kept: BY_DAY,
  },
  {
    table: 'repeat_songs',
    holds: 'songs to hear again',
    removal: 'plain',
    order: 'user_id',
    kept: 'until the next retrain of the recommender',
  },
  {
    table: 'churn_score',
    holds: 'scores, with the features they were made from',
    removal: 'scores',
    order: 'snapshot_date, model_version_id',
    kept: 'for ever: the history of scores; the features `CHURN_FEATURES_KEEP_DAYS` before the newest scores',
  },
  {
    table: 'user_value',
    holds: 'what it is worth that the user stays',
    removal: 'plain',
    order: 'user_id',
    kept: 'until an operator removes it',
  },
  {
    table: 'audience_listed_user',
    holds: 'that an audience lists the user by the id',
    removal: 'plain',
    order: 'audience_id',
    kept: 'until the audience is changed or archived',
  },
  {
    table: 'audience_member',
    holds: 'audiences that the user is in',
    removal: 'audiences',
    order: 'audience_id',
    kept: 'until the user leaves the audience',
  },
  {
    table: 'audience_change',
    holds: 'entries into audiences and exits',
    removal: 'audiences',
    order: 'run_id',
    kept: '`AUDIENCE_CHANGES_KEEP_DAYS`; after an erasure, 7 days the exit that receivers are sent',
  },
  {
    table: 'delivery_user',
    holds: 'that a message to another system names the user',
    removal: 'plain',
    order: 'message_id',
    kept: '`DELIVERY_KEEP_DAYS`',
  },
  {
    table: 'campaign_assignment',
    holds: 'the arm of each campaign, and what came of it',
    removal: 'plain',
    order: 'campaign_id',
    kept: 'for ever: the results of campaigns are made from it',
  },
  {
    table: 'contact_suppression',
    holds: 'that no campaign contacts the user, and why',
    removal: 'plain',
    order: 'user_id',
    kept: 'until an operator removes it',
  },
  {
    table: 'user_key',
    holds: 'the id that callers use, where ids are texts',
    removal: 'plain',
    order: 'user_id',
    kept: 'until the user is erased',
  },
  {
    table: 'excluded_user',
    holds: 'that the user is left out, and why',
    removal: 'exclusions',
    order: 'user_id',
    kept: 'until a rule or an operator decides otherwise',
  },
  {
    table: 'included_user',
    holds: 'that no rule may leave the user out',
    removal: 'plain',
    order: 'user_id',
    kept: 'until an operator decides otherwise',
  },
];

/** Names of the tables that users are taken out of in this way. */
export function tablesBy(removal: UserTable['removal']): string[] {
  return USER_TABLES.filter((known) => known.removal === removal).map(({ table }) => table);
}
