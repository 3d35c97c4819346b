/** Where the rows of a table are, once the database is spread over several nodes by Citus. */
export interface Placement {
  table: string;
  /** Column by whose values the rows are spread over the workers; null: every node has all rows. */
  by: string | null;
  /** Why it is there: what the table is joined with, and who writes it. */
  why: string;
}

const BY_USER: Record<string, string> = {
  user_day: 'the features group it by user; partitioned by day',
  play_event: 'summed by user and song, joined with user_day; partitioned by day',
  download_event: 'as play_event',
  search_event: 'as play_event',
  feedback_event: 'as play_event',
  opinion: 'read by user at each request',
  churn_score: 'compared with later days of the same user; partitioned by set',
  user_value: 'joined with the scores of the same user',
  user_fact: 'as user_value',
  campaign_assignment: 'joined with the scores and days of the same user',
  contact_suppression: 'joined with the user_key of the same user',
  recent_event: 'read by user at each request',
  recommendation_impression: 'joined with what the same user did later; guests share one shard',
  event_recommendation: 'joined with what the same user was shown',
  user_key: 'written with the events of the same user, joined with them in exports',
  repeat_songs: 'counted from the plays of the same user, read by user',
};

const EVERYWHERE: Record<string, string> = {
  excluded_user: 'every statement about users leaves these out, joined with the rows of the user',
  included_user: 'rules of exclusion join it with the days of a user',
  erased_user: 'joined with songs that were shown to a user',
  erased_suppression: 'written by hashes, as erased_user',
};

/**
 * The tables that leave the coordinator, in the order in which they are distributed. All others stay there,
 * as in a PostgreSQL without Citus: they are small, or merged and claimed by single rows. song is large, and
 * stays since reference tables refuse MERGE.
 */
export const PLACEMENTS: readonly Placement[] = [
  ...Object.entries(EVERYWHERE).map(([table, why]) => ({ table, why, by: null })),
  ...Object.entries(BY_USER).map(([table, why]) => ({ table, why, by: 'user_id' })),
  {
    table: 'collected_event',
    by: 'event_id',
    why: 'an id is taken once by any sender, and joined with nothing; partitioned by day',
  },
];
