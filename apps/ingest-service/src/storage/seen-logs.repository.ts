import { Database } from '#common';
import { Injectable } from '@nestjs/common';

/** A file of the logs folder, by its real path, or an object, by bucket and key. */
export interface SeenLog {
  place: string;
  /** Another one when its content may be another one. */
  version: string;
}

/** A file that is watched. */
export interface WatchedLog extends SeenLog {
  /** Since when it has been another one at each look; null: it rests. */
  changingSince: Date | null;
  /** Whether it was reported that it does not come to rest. */
  isReported: boolean;
}

const AT_ONCE = 5_000;
const LOGS = 'unnest($1::text[], $2::text[]) AS o (place, version)';

const SELECT_TAKEN = `/* ingest.logs_taken */
  SELECT place FROM ${LOGS} JOIN seen_log USING (place, version) WHERE taken_by = $3`;

const UPSERT_TAKEN = `/* ingest.take_logs */
  INSERT INTO seen_log AS s (place, version, taken_by) SELECT place, version, $3 FROM ${LOGS} ORDER BY place
  ON CONFLICT (place) DO UPDATE SET version = excluded.version, taken_by = excluded.taken_by`;

const UPDATE_TAKEN = `/* ingest.take_watched_logs */
  UPDATE seen_log s SET taken_by = $3 FROM ${LOGS} WHERE s.place = o.place AND s.version = o.version`;

const UPSERT_WATCHED = `/* ingest.watch_logs */
  INSERT INTO seen_log AS s (place, version, changing_since, is_reported)
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::boolean[]) AS o (place) ORDER BY 1
  ON CONFLICT (place) DO UPDATE SET
    version = excluded.version, changing_since = excluded.changing_since, is_reported = excluded.is_reported,
    taken_by = CASE WHEN s.version = excluded.version THEN s.taken_by END`;

const BELOW = `starts_with(place, $1)`;

const SELECT_WATCHED = `/* ingest.logs_watched */
  SELECT place, version, changing_since AS "changingSince", is_reported AS "isReported" FROM seen_log WHERE ${BELOW}`;

const SELECT_READY = `/* ingest.logs_ready */
  SELECT place, version FROM seen_log
  WHERE ${BELOW} AND changing_since IS NULL AND taken_by IS DISTINCT FROM $2`;

/** Which version of which file or object a load has taken, and by which reading: mapping and settings. */
@Injectable()
export class SeenLogsRepository {
  constructor(private readonly database: Database) {}

  /** Those that no load has taken as they are now, by this reading. */
  async newAmong<Log extends SeenLog>(logs: readonly Log[], reading: string): Promise<Log[]> {
    const taken = new Set<string>();
    for (const part of partsOf(logs)) {
      const rows = await this.database.query<SeenLog>(SELECT_TAKEN, [...columnsOf(part), reading]);
      for (const { place } of rows) taken.add(place);
    }
    return logs.filter(({ place }) => !taken.has(place));
  }

  /** Remembers that a load has taken these versions. */
  async take(logs: readonly SeenLog[], reading: string): Promise<void> {
    await this.forAll(UPSERT_TAKEN, logs, reading);
  }

  /** As `take` of files that are watched: one of which another version was seen meanwhile stays new. */
  async takeWatched(logs: readonly SeenLog[], reading: string): Promise<void> {
    await this.forAll(UPDATE_TAKEN, logs, reading);
  }

  /** Files below a folder as they were seen last. @param folder ends in a separator */
  watched(folder: string): AsyncGenerator<WatchedLog[]> {
    return this.database.stream<WatchedLog>(SELECT_WATCHED, [folder]);
  }

  /** Stores how files were seen, and forgets others. A file of another version counts as not taken. */
  async watch(seen: readonly WatchedLog[], gone: readonly string[]): Promise<void> {
    for (const part of partsOf(seen)) {
      const states = [part.map((log) => log.changingSince), part.map((log) => log.isReported)];
      await this.database.query(UPSERT_WATCHED, [...columnsOf(part), ...states]);
    }
    if (gone.length > 0) await this.database.query('DELETE FROM seen_log WHERE place = ANY ($1)', [gone]);
  }

  /** Files below a folder that rest and that no load has taken by this reading. @param folder ends in a separator */
  async ready(folder: string, reading: string): Promise<SeenLog[]> {
    return await this.database.query<SeenLog>(SELECT_READY, [folder, reading]);
  }

  /** How many tables, hence days, one load can have. */
  async locksOfTransaction(): Promise<string> {
    const rows = await this.database.query<{ locks: string }>(
      "SELECT current_setting('max_locks_per_transaction') AS locks",
    );
    return rows[0]!.locks;
  }

  private async forAll(sql: string, logs: readonly SeenLog[], reading: string): Promise<void> {
    for (const part of partsOf(logs)) await this.database.query(sql, [...columnsOf(part), reading]);
  }
}

function partsOf<Log>(logs: readonly Log[]): Log[][] {
  const count = Math.ceil(logs.length / AT_ONCE);
  return Array.from({ length: count }, (_, at) => logs.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}

function columnsOf(logs: readonly SeenLog[]): string[][] {
  return [logs.map(({ place }) => place), logs.map(({ version }) => version)];
}
