import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SongTexts } from './song-texts.js';
import type { FoundSongDto } from './song-search.dto.js';

/** Names and events of every song, to be read through a cursor. */
const SELECT_SONG_NAMES = `/* recommender.song_names */
  SELECT song_id AS "songId", title, singer, event_count AS events FROM song`;

/** Another answer means that a song is new, gone or named anew. */
const SELECT_NAMES_MARK = `/* recommender.names_mark */
  SELECT concat_ws(' ', value, (SELECT count(*) FROM song)) AS mark FROM revision WHERE name = 'song names'`;

/** The songs $1 as they are called now. */
const SELECT_FOUND_SONGS = `/* recommender.found_songs */
  SELECT s.song_id AS "songId", s.title, s.singer, s.event_count AS events, h.song_id IS NOT NULL AS hidden
  FROM song s LEFT JOIN hidden_song h ON h.song_id = s.song_id WHERE s.song_id = ANY ($1::bigint[])`;

interface NameRow {
  songId: string;
  title: string | null;
  singer: string | null;
  events: number;
}

/** So many songs are taken in before other requests get their turn: some milliseconds. */
const TOGETHER = 2_000;

/** Names of all songs, of the model or not. */
@Injectable()
export class SongNamesRepository {
  constructor(private readonly database: Database) {}

  /** Differs whenever a song is new, gone or named anew. */
  async mark(): Promise<string> {
    const [row] = await this.database.query<{ mark: string }>(SELECT_NAMES_MARK);
    return row!.mark;
  }

  async texts(): Promise<SongTexts> {
    const texts = new SongTexts();
    for await (const rows of this.database.stream<NameRow>(SELECT_SONG_NAMES, [], TOGETHER))
      for (const { songId, title, singer, events } of rows) texts.add(songId, title, singer, events);
    texts.close();
    return texts;
  }

  /** In the order asked for; songs that are gone are left out. */
  async songs(songIds: readonly string[]): Promise<FoundSongDto[]> {
    const rows = await this.database.query<FoundSongDto>(SELECT_FOUND_SONGS, [songIds]);
    const byId = new Map(rows.map((row) => [row.songId, row]));
    return songIds.map((songId) => byId.get(songId)).filter((song) => song !== undefined);
  }
}
