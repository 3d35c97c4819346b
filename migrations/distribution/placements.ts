/** Where the rows of a table are, once the database is spread over several nodes by Citus. */
export type Placement = {
  table: string;
  /** Why it is there: what the table is joined with, and who writes it. */
  why: string;
} & (
  | { at: 'workers'; by: string; together: boolean }
  | { at: 'every node' }
  /** As in a PostgreSQL without Citus. */
  | { at: 'coordinator' }
);

const byUser = (table: string, why: string): Placement => ({
  table,
  why,
  at: 'workers',
  by: 'user_id',
  together: true,
});
const everywhere = (table: string, why: string): Placement => ({ table, why, at: 'every node' });
const coordinator = (table: string, why: string): Placement => ({ table, why, at: 'coordinator' });

/**
 * Every table of the schema, in the order in which they are distributed. A test fails when a migration makes
 * a table that is missing here, or a key without the column that its table is distributed by.
 */
export const PLACEMENTS: readonly Placement[] = [
  everywhere(
    'excluded_user',
    'every statement about users leaves these out, joined with the rows of the user',
  ),
  everywhere('included_user', 'rules of exclusion join it with the days of a user'),
  everywhere('erased_user', 'joined with songs that were shown to a user'),

  byUser('user_day', 'the features group it by user; partitioned by day'),
  byUser('play_event', 'summed by user and song, joined with user_day; partitioned by day'),
  byUser('download_event', 'as play_event'),
  byUser('search_event', 'as play_event'),
  byUser('churn_score', 'compared with later days of the same user'),
  byUser('user_value', 'joined with the scores of the same user'),
  byUser('campaign_assignment', 'joined with the scores and days of the same user'),
  byUser('contact_suppression', 'joined with the user_key of the same user'),
  byUser('recent_event', 'read by user at each request'),
  byUser('recommendation_impression', 'joined with what the same user did later; guests share one shard'),
  byUser('event_recommendation', 'joined with what the same user was shown'),
  byUser('user_key', 'written with the events of the same user, joined with them in exports'),
  byUser('repeat_songs', 'counted from the plays of the same user, read by user'),
  {
    table: 'collected_event',
    why: 'an id is taken once by any sender, and joined with nothing; partitioned by day',
    at: 'workers',
    by: 'event_id',
    together: false,
  },

  coordinator('id_form', 'one row'),
  coordinator('song_key', 'as song: looked up by id'),
  coordinator(
    'song',
    'merged by MERGE, which reference tables refuse; sent to the workers where pairs are judged',
  ),
  coordinator('superseded_event', 'moved to and from the events of a day, with titles of songs'),
  coordinator('posted_song', 'waits for the merge of songs'),
  coordinator('hidden_song', 'small; looked up after events are summed up'),
  coordinator('archive', 'read by day and name, with the views of coverage'),
  coordinator('archive_event_day', 'as archive'),
  coordinator('rejected_line', 'as archive'),
  coordinator('dropped_day', 'as archive'),
  coordinator('fetched_object', 'a row an object; read and written once a load'),
  coordinator('mapping', 'few rows'),
  coordinator('sample_log_set', 'one row'),
  coordinator('model_version', 'few rows'),
  coordinator('model_artefact_chunk', 'read whole by each instance, once a version'),
  coordinator('model_promotion', 'few rows, with a trigger'),
  coordinator('churn_score_set', 'a row a snapshot; its revision is read at each request'),
  coordinator('churn_backtest', 'few rows'),
  coordinator('churn_parameter_search', 'few rows'),
  coordinator('audience', 'few rows'),
  coordinator('audience_listed_user', 'at most 10,000 rows an audience, read whole'),
  coordinator('audience_run', 'numbered in the order of commits'),
  coordinator('audience_member', 'written with the runs, by one function'),
  coordinator('audience_change', 'as audience_member'),
  coordinator('parameter_search', 'few rows'),
  coordinator('recommender_experiment', 'few rows'),
  coordinator('repeat_count', 'few rows'),
  coordinator('delivery_endpoint', 'few rows'),
  coordinator('delivery_message', 'leased and finished by single rows, in the transaction of what happened'),
  coordinator('delivery_user', 'read and deleted with its message'),
  coordinator('delivery_watch', 'one row'),
  coordinator('campaign', 'few rows'),
  coordinator('erasure', 'a row an erasure; its highest number is read at each request'),
  coordinator('revision', 'four rows, counted up by triggers of song and hidden_song; read at each request'),
  coordinator('platform_secret', 'read once a start'),
  coordinator('idempotency_key', 'claimed and answered by single rows'),
  coordinator('api_key', 'few rows, read whole by each instance when they change'),
  coordinator('api_key_token', 'as api_key'),
  coordinator('acknowledgement', 'few rows, joined with nothing'),
  coordinator('audit_entry', 'a row an admin action, joined with the job queue'),
  coordinator(
    'job_log_line',
    'joined with the job queue, whose schema (job_queue) stays on the coordinator too',
  ),
  coordinator('schema_migration', 'written by migrations alone'),
];
