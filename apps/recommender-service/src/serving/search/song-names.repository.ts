import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_FOUND_SONGS, SELECT_NAMES_MARK, SELECT_SONG_NAMES } from './song-search.sql.js';
import { SongTexts } from './song-texts.js';
import type { FoundSongDto } from './song-search.dto.js';

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
