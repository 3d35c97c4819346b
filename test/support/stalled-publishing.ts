import type { Database } from '#common';
import { until } from './until.js';
import { waitingLocks } from './waiting-locks.js';

const LOCK = 7_077;

/** Whoever publishes a folder waits for good once so many of its files are whole. */
export interface StalledPublishing {
  /** Returns when somebody waits. */
  reached(): Promise<unknown>;
  /** Lets all go on. */
  release(): Promise<void>;
  /** The same, but for those whose process was killed: their sessions end. */
  end(): Promise<void>;
}

export async function stallPublishing(database: Database, files: number): Promise<StalledPublishing> {
  const holder = database.dataSource.createQueryRunner();
  await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
  await database.query(
    `CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF (SELECT count(*) FROM jsonb_each(NEW.files) WHERE value <> 'null') = ${files} AND NOT NEW.is_whole
       THEN PERFORM pg_advisory_xact_lock(${LOCK}); END IF;
       RETURN NEW;
     END $$`,
  );
  await database.query(
    'CREATE TRIGGER wait_for_test BEFORE UPDATE ON published_folder FOR EACH ROW EXECUTE FUNCTION wait_for_test()',
  );
  const waits = `locktype = 'advisory' AND objid = ${LOCK}`;
  const release = async (): Promise<void> => {
    await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await holder.release();
    await database.query('DROP FUNCTION wait_for_test CASCADE');
  };
  return {
    release,
    reached: () => until(async () => (await waitingLocks(database, waits)) > 0, 'a stalled publishing'),
    end: async () => {
      await database.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE NOT granted AND ${waits}
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      await release();
    },
  };
}
