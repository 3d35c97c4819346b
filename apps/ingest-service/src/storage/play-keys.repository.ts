import { Database } from '#common';
import type { Transaction } from '#common';
import { COPY_HEADER, COPY_TRAILER } from '#common/copy';
import { Injectable } from '@nestjs/common';
import { asBuffer, copyInto } from './copy/copy-chunks.js';
import { timedColumns } from './copy/event-rows.js';
import { KEYED_PLAYS } from './tables.js';
import type { DayOfRows } from './events.repository.js';

const COLUMNS = timedColumns('play_event');

/** Plays of a file wait here until their days are locked: another file may have the same. */
const CREATE_KEYED = `/* ingest.create_keyed_plays */
  CREATE TEMPORARY TABLE IF NOT EXISTS ${KEYED_PLAYS} (LIKE play_event INCLUDING DEFAULTS, key bigint) ON COMMIT DROP`;
const COPY_KEYED = `/* ingest.copy_keyed_plays */ COPY keyed_play (${COLUMNS}, key) FROM STDIN (FORMAT binary)`;
/** Without statistics of a table of this transaction, the planner looks up each key. */
const ANALYZE_KEYED = `/* ingest.analyze_keyed_plays */ ANALYZE keyed_play (day, key)`;

/**
 * Plays that were copied as those of archive $1: one of each key that no play has yet, which is now that of
 * archive $2.
 */
const KEEP_NEW = `/* ingest.keep_new_plays */
  WITH new AS (
    INSERT INTO play_key (day, key, user_id, archive_id)
    SELECT DISTINCT ON (day, key) day, key, user_id, $2::int FROM keyed_play
    WHERE archive_id = $1::int AND key IS NOT NULL ORDER BY day, key
    ON CONFLICT (day, key) DO NOTHING RETURNING day, key
  ), kept AS (
    INSERT INTO play_event (${COLUMNS})
    SELECT ${COLUMNS} FROM (
      SELECT DISTINCT ON (day, key) * FROM keyed_play JOIN new USING (day, key) WHERE archive_id = $1::int ORDER BY day, key
    ) AS keyed
    UNION ALL SELECT ${COLUMNS} FROM keyed_play WHERE archive_id = $1::int AND key IS NULL
    RETURNING day
  )
  SELECT day, count(*)::int AS events FROM kept GROUP BY day`;
/** How many plays of the days $1 (date[]) and keys $2 (bigint[]) are others again, or of archives not named in $3. */
const COUNT_REPEATED = `/* ingest.count_repeated_plays */
  SELECT cardinality($1::date[]) - count(*)::int AS repeated
  FROM (SELECT DISTINCT day, key FROM unnest($1::date[], $2::bigint[]) AS play(day, key)) AS play
  WHERE NOT EXISTS (SELECT FROM play_key AS known JOIN archive ON archive.id = known.archive_id
    WHERE known.day = play.day AND known.key = play.key AND archive.name <> ALL ($3::text[]))`;
const DELETE_KEYS = `/* ingest.delete_play_keys */ DELETE FROM play_key WHERE day = $1::date AND archive_id = $2::int`;

/** Plays of mappings with a member `event`, each of which counts once however many records and files have it. */
@Injectable()
export class PlayKeysRepository {
  constructor(private readonly database: Database) {}

  /** How many of some plays a load would leave out. @param names of the archives that they would be in */
  async countRepeated({ days, keys }: { days: string[]; keys: string[] }, names: string[]): Promise<number> {
    if (days.length === 0) return 0;
    type Row = { repeated: number };
    return (await this.database.query<Row>(COUNT_REPEATED, [days, keys, names]))[0]!.repeated;
  }

  /** @param days rows of plays with their keys; null: a play that counts in any case */
  async copy(transaction: Transaction, days: readonly DayOfRows[]): Promise<void> {
    await transaction.query(CREATE_KEYED);
    const rows = [COPY_HEADER, ...days.flatMap((day) => day.rows.map(asBuffer)), COPY_TRAILER];
    await copyInto(transaction, COPY_KEYED, rows);
  }

  /**
   * Writes those that were copied and are new to their days, which are locked; answers how many by day.
   * @param owner the archive that they will be of
   */
  async keepNew(transaction: Transaction, copiedAs: number, owner: number): Promise<Map<string, number>> {
    await transaction.query(CREATE_KEYED);
    await transaction.query(ANALYZE_KEYED);
    const days = await transaction.query<{ day: string; events: number }>(KEEP_NEW, [copiedAs, owner]);
    return new Map(days.map(({ day, events }) => [day, events]));
  }

  /** Of plays of an archive that are removed. */
  async remove(transaction: Transaction, day: string, archiveId: number): Promise<void> {
    await transaction.query(DELETE_KEYS, [day, archiveId]);
  }
}
