import { Database } from '#common';
import type { PropertyType, SongProperties, Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { DeclaredPropertyDto } from './songs.dto.js';

/** All of a song by its sources. */
export interface StoredSong {
  title: string | null;
  singer: string | null;
  seconds: number | null;
  events: number;
  files: SongProperties;
  calls: SongProperties;
  updatedAt: Date | null;
}

const SELECT_SONG = `/* ingest.song */
  SELECT s.title, s.singer, s.length_seconds AS seconds, coalesce(s.event_count, 0) AS events,
    coalesce(p.files, '{}') AS files, coalesce(p.calls, '{}') AS calls, p.updated_at AS "updatedAt"
  FROM (SELECT $1::bigint AS song_id) AS asked
  LEFT JOIN song s USING (song_id) LEFT JOIN song_properties p USING (song_id)
  WHERE s.song_id IS NOT NULL OR p.song_id IS NOT NULL`;

/** Ordered, so that two writers wait for each other in no circle. Saying the same again changes nothing. */
const storeSql = (column: 'calls' | 'files', said: string) => `/* ingest.store_song_properties */
  INSERT INTO song_properties AS p (song_id, ${column})
  SELECT song_id, said::jsonb FROM unnest($1::bigint[], $2::text[]) AS n(song_id, said) ORDER BY song_id
  ON CONFLICT (song_id) DO UPDATE SET ${column} = ${said}, updated_at = now() WHERE p.${column} IS DISTINCT FROM ${said}`;
const STORE_CALLS = storeSql('calls', 'excluded.calls');
/** Properties that files do not name stay as other files said. $3: names */
const STORE_FILES = storeSql('files', '(p.files - $3::text[]) || excluded.files');

const SELECT_DECLARED = `/* ingest.song_property_types */ SELECT name, type FROM song_property ORDER BY name`;

/** Properties of $1, $2 (name, type of JSON) of which a song has a value of another type. */
const SELECT_OTHERS = `/* ingest.other_song_values */
  SELECT DISTINCT d.name FROM unnest($1::text[], $2::text[]) AS d(name, type)
  JOIN song_properties p ON p.properties ? d.name AND jsonb_typeof(p.properties -> d.name) <> d.type`;

const REPLACE_DECLARED = `/* ingest.replace_song_property_types */
  WITH gone AS (DELETE FROM song_property WHERE name <> ALL ($1::text[]))
  INSERT INTO song_property (name, type) SELECT * FROM unnest($1::text[], $2::text[])
  ON CONFLICT (name) DO UPDATE SET type = excluded.type`;

const JSON_TYPES: Record<PropertyType, string> = {
  ...{ number: 'number', text: 'string', boolean: 'boolean', day: 'string', texts: 'array' },
};

/** What is said of songs, by source. */
@Injectable()
export class SongPropertiesRepository {
  constructor(private readonly database: Database) {}

  async find(songId: string): Promise<StoredSong | null> {
    return (await this.database.query<StoredSong>(SELECT_SONG, [songId]))[0] ?? null;
  }

  /** Replaces all that calls said of a song. */
  async storeOfCall(transaction: Transaction, songId: string, said: SongProperties): Promise<void> {
    await transaction.query(STORE_CALLS, [[songId], [JSON.stringify(said)]]);
  }

  /** Replaces what files said of these properties. @param songs some thousand at most */
  async storeOfFile(
    transaction: Transaction,
    songs: ReadonlyMap<string, SongProperties>,
    names: readonly string[],
  ): Promise<void> {
    const said = [...songs.values()].map((values) => JSON.stringify(values));
    await transaction.query(STORE_FILES, [[...songs.keys()], said, names]);
  }

  async declared(): Promise<DeclaredPropertyDto[]> {
    return await this.database.query<DeclaredPropertyDto>(SELECT_DECLARED);
  }

  /** Answers the names of which songs have values of another type; then nothing is declared. */
  async declare(properties: readonly DeclaredPropertyDto[]): Promise<string[]> {
    const names = properties.map(({ name }) => name);
    return await this.database.transaction(async (transaction) => {
      const types = properties.map(({ type }) => JSON_TYPES[type]);
      const others = await transaction.query<{ name: string }>(SELECT_OTHERS, [names, types]);
      if (others.length === 0)
        await transaction.query(REPLACE_DECLARED, [names, properties.map(({ type }) => type)]);
      return others.map(({ name }) => name);
    });
  }
}
