import { Database } from '#common';
import { Injectable } from '@nestjs/common';

/** Where the files of archives are, and what they were like when a load last saw them. */
@Injectable()
export class FilePlacesRepository {
  constructor(private readonly database: Database) {}

  /** Lengths of contents that were loaded once, by these of their heads. */
  async lengths(heads: string[]): Promise<Map<string, number[]>> {
    type Row = { head: string; lengths: number[] };
    const rows = heads.length === 0 ? [] : await this.database.query<Row>(SELECT_LENGTHS, [heads]);
    return new Map(rows.map((row) => [row.head, row.lengths]));
  }

  /**
   * Gives archives other places. Answers names of those whose places they take, which keep their events without a
   * file.
   */
  async move(
    moves: { id: number; identity: string; name: string; place: string; seen: string | null }[],
  ): Promise<string[]> {
    const [ids, identities, ...others] = (['id', 'identity', 'name', 'place', 'seen'] as const).map(
      (column) => moves.map((move) => move[column]),
    );
    return await this.database.transaction(async (transaction) => {
      await transaction.query(DELETE_REPLACED_BY_MOVE, [ids, identities]);
      const displaced = await transaction.query<{ name: string }>(UPDATE_DISPLACED, [ids, identities]);
      await transaction.query(UPDATE_MOVING, [ids]);
      await transaction.query(UPDATE_MOVED, [ids, identities, ...others]);
      return displaced.map(({ name }) => name);
    });
  }

  /** Names of archives whose files were below the folder, and are at none of these places. */
  async vanished(folder: string, places: string[]): Promise<string[]> {
    const rows = await this.database.query<{ name: string }>(SELECT_VANISHED, [`${folder}/`, places]);
    return rows.map(({ name }) => name);
  }

  /** Writes that archives are as they were last seen, at these places. */
  async storeSeen(files: { id: number; seen: string; place: string }[]): Promise<void> {
    if (files.length === 0) return;
    const columns = (['id', 'seen', 'place'] as const).map((column) => files.map((file) => file[column]));
    await this.database.query(UPDATE_SEEN, columns);
  }
}

/** Lengths of contents that were loaded once, by these heads of them ($1). */
const SELECT_LENGTHS = `/* ingest.lengths_of_contents */
  SELECT head, array_agg(DISTINCT content_length::float8) AS lengths FROM archive
  WHERE head = ANY ($1) AND state <> 'refused' AND content_length IS NOT NULL GROUP BY head`;

/** The archives $1 (int[]) are as they were last seen ($2, text[]), at the places $3. */
const UPDATE_SEEN = `/* ingest.update_seen */
  UPDATE archive SET seen = file.seen, place = file.place, refusal = NULL
  FROM unnest($1::int[], $2::text[], $3::text[]) AS file (id, seen, place) WHERE archive.id = file.id`;

/** Archives without events that give way to the archives $1 (int[]), which take their identities ($2, text[]). */
const DELETE_REPLACED_BY_MOVE = `/* ingest.delete_replaced_by_move */
  DELETE FROM archive WHERE identity = ANY ($2) AND event_count = 0 AND NOT id = ANY ($1)`;

/** Such archives with events keep them, without a file. */
const UPDATE_DISPLACED = `/* ingest.update_displaced */
  WITH displaced AS (
    UPDATE archive SET identity = concat(identity, '@', left(sha256, 16)), name = concat(name, '@', left(sha256, 16)),
      place = NULL, seen = NULL
    WHERE identity = ANY ($2) AND NOT id = ANY ($1) RETURNING name)
  SELECT name FROM displaced`;

/** Identities are taken in turns: the files of a chain of names move at once. */
const UPDATE_MOVING = `/* ingest.update_moving */
  UPDATE archive SET identity = concat('moving/', id) WHERE id = ANY ($1)`;

/** The archives $1 (int[]) get these identities, names, places and, unless null, states of files (text[]). */
const UPDATE_MOVED = `/* ingest.update_moved */
  UPDATE archive SET identity = moved.identity, name = moved.name, place = moved.place,
    seen = coalesce(moved.seen, archive.seen), refusal = NULL
  FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[]) AS moved (id, identity, name, place, seen)
  WHERE archive.id = moved.id`;

/** Archives with events whose files were below the folder $1 (with a slash) and are none of the places $2 (text[]). */
const SELECT_VANISHED = `/* ingest.vanished_archives */
  SELECT name FROM archive WHERE starts_with(place, $1) AND event_count > 0 AND NOT place = ANY ($2) ORDER BY name`;
