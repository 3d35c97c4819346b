import { advisoryLock } from '#common';

/*
 * Locks, each to the end of its transaction, in the order in which a transaction takes them, which excludes deadlocks:
 *
 * 1. retention: shared by all that write events;
 * 2. contents, ascending;
 * 3. the row of an archive without a day in its name, by the load, deletion or erasure that changes it. Events
 *    of such an archive are copied before their days are locked; partitions are made in transactions of their own;
 * 4. days, ascending, all at once;
 * 5. exclusions;
 * 6. the form of ids;
 * 7. other rows, in the order of their ids. Keys of text ids are stored in short transactions of their own.
 *
 * Posted events wait for none of 2 to 5: they take a day only when it is free (`PostedDays`), and the archive row of
 * posted events is changed by the transaction that has its day. Songs are merged in transactions of their own.
 */

/** Shared by loads and jobs that write events; retention takes it alone, so no day is dropped meanwhile. */
export const LOCK_AGAINST_RETENTION = `/* ingest.lock_against_retention */
  SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`;
/** Waits for the transactions that write now; later ones wait behind it. */
export const LOCK_FOR_RETENTION = `/* ingest.lock_for_retention */ SELECT ${advisoryLock('retention')}`;

/**
 * The same of transactions with posted events, which end in milliseconds: apart, so that nothing is posted later for a
 * retention that waits for a load. Retention takes it behind the other.
 */
export const LOCK_POSTING_AGAINST_RETENTION = `/* ingest.lock_posting_against_retention */
  SELECT ${advisoryLock('retention', '1', 'pg_advisory_xact_lock_shared')}`;
export const LOCK_POSTING_FOR_RETENTION = `/* ingest.lock_posting_for_retention */
  SELECT ${advisoryLock('retention', '1')}`;

/** Serialises the transactions that make or drop partitions. */
export const LOCK_PARTITIONS = `/* ingest.lock_partitions */ SELECT ${advisoryLock('partitions')}`;

/**
 * Serialises the transactions that decide what events of the days $1, in days since 2000-01-01, lead to.
 * Ascending: they are locked in this order.
 */
export const LOCK_DAYS = `/* ingest.lock_days */
  SELECT ${advisoryLock('day', 'day')} FROM unnest($1::int[]) AS day`;

/** The same of the day $1 without waiting. */
export const TRY_LOCK_DAY = `/* ingest.try_lock_day */
  SELECT ${advisoryLock('day', '$1', 'pg_try_advisory_xact_lock')} AS free`;

/** Serialises loads and deletions of one content under different names. $1: first 32 bits of its hash. */
export const LOCK_CONTENT = `/* ingest.lock_content */ SELECT ${advisoryLock('content', '$1')}`;

/** Serialises the transactions that delete rows of users from tables without days. */
export const LOCK_ROWS_OF_USERS = `/* ingest.lock_rows_of_users */ SELECT ${advisoryLock('rowsOfUsers')}`;

/** Serialises the transactions that change members of audiences. */
export const LOCK_AUDIENCES = `/* ingest.lock_audiences */ SELECT ${advisoryLock('audiences')}`;

/** Serialises merges of songs of the part $1. */
export const LOCK_SONGS = `/* ingest.lock_songs */ SELECT ${advisoryLock('songs', '$1')}`;
/** The same without waiting. */
export const TRY_LOCK_SONGS = `/* ingest.try_lock_songs */
  SELECT ${advisoryLock('songs', '$1', 'pg_try_advisory_xact_lock')} AS free`;

/** How many locks all transactions together may hold. */
export const SELECT_MOST_LOCKS = `/* ingest.most_locks */
  SELECT current_setting('max_locks_per_transaction')::int * current_setting('max_connections')::int AS locks`;
