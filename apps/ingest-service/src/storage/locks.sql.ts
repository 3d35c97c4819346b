import { advisoryLock } from '#common';

/*
 * Advisory locks, each to the end of its transaction. They are taken in this order, which excludes deadlocks;
 * songs are merged in transactions of their own.
 */

/** Shared by all transactions that write events; retention takes it alone, so no day is dropped meanwhile. */
export const LOCK_AGAINST_RETENTION = `/* ingest.lock_against_retention */
  SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`;
/** Waits for the transactions that write now; later ones wait behind it. */
export const LOCK_FOR_RETENTION = `/* ingest.lock_for_retention */ SELECT ${advisoryLock('retention')}`;

/** Serialises the transactions that make partitions. */
export const LOCK_PARTITIONS = `/* ingest.lock_partitions */ SELECT ${advisoryLock('partitions')}`;

/** Serialises the transactions that write events of the day $1, in days since 2000-01-01. */
export const LOCK_DAY = `/* ingest.lock_day */ SELECT ${advisoryLock('day', '$1')}`;

/** The same without waiting. */
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
