/**
 * Every advisory lock of the platform, in the order in which one transaction may take them: the holder of one
 * takes only those further down, so that two transactions never wait for each other. Each has a number of its
 * own and, within it, one lock an object.
 */
const LOCKS = {
  /** Migrations, one process at a time. */
  migrations: 7_301_001,
  /** Retention takes it alone; writers of events share it, so that no day is dropped meanwhile. */
  retention: 7_301_002,
  /** An archive's content, by 32 bits of its hash; several in ascending order. */
  content: 7_301_003,
  /** A day of events, by its number; several days in ascending order. */
  day: 7_301_004,
  /** Making and dropping partitions. */
  partitions: 7_301_005,
  /** A part of the songs, by its number; one for each transaction. */
  songs: 7_301_006,
  /** The exclusion of users. */
  exclusions: 7_301_007,
  /** Making, rotating and revoking named keys. */
  keys: 7_301_008,
  /** The scores of one snapshot date and version, by its text. */
  scoreSet: 7_301_009,
  /** Publishing, promoting and retiring versions of a model, by its kind. */
  model: 7_301_010,
  /** Adding a job to a queue of limited length, by its kind. */
  jobQueue: 7_301_011,
  /**
   * Deleting rows of users from tables without days: statements of different purposes lock these rows in
   * different orders.
   */
  rowsOfUsers: 7_301_013,
  /** Changing members of audiences: runs are numbered in the order in which they are committed. */
  audiences: 7_301_014,
} as const;

type LockName = keyof typeof LOCKS;
type Manner = 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared' | 'pg_try_advisory_xact_lock';

/**
 * The SQL call that takes a lock, for the rest of the transaction unless the function says otherwise.
 * @param object SQL of an integer: which object of that kind; for a text use hashtext(...)
 */
export function advisoryLock(name: LockName, object = '0', manner: Manner = 'pg_advisory_xact_lock'): string {
  return `${manner}(${LOCKS[name]}, ${object})`;
}

/** The transactions that hold a lock, of any object, now: a row each, `holder`. Once none is left, they have ended. */
export function lockHoldersSql(name: LockName): string {
  return `SELECT DISTINCT virtualtransaction AS holder FROM pg_locks
  WHERE locktype = 'advisory' AND classid = ${LOCKS[name]} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
}
