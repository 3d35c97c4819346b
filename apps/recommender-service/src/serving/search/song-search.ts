import { Cursors, Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { mapInTurns } from '../../model/in-turns.js';
import { HiddenSongs } from '../../registry/hidden-songs.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { Renewed } from '../../registry/renewed.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import type { FoundSongDto, FoundSongsDto, SongSearchQuery } from './song-search.dto.js';
import { FirstPlaces, SongTexts, soughtBy } from './song-texts.js';
import type { Place } from './song-texts.js';

/** Names and events of every song, to be read through a cursor. */
const SELECT_SONG_NAMES = `/* recommender.song_names */
  SELECT song_id AS "songId", title, singer, event_count AS events FROM known_song`;

/** Another answer means that a song is new, gone or named anew. */
const SELECT_NAMES_MARK = `/* recommender.names_mark */
  SELECT concat_ws(' ', value, (SELECT count(*) FROM song)) AS mark FROM revision WHERE name = 'song names'`;

/** The songs $1 as they are called now. */
const SELECT_FOUND_SONGS = `/* recommender.found_songs */
  SELECT s.song_id AS "songId", s.title, s.singer, s.event_count AS events, h.song_id IS NOT NULL AS hidden
  FROM known_song s LEFT JOIN hidden_song h ON h.song_id = s.song_id WHERE s.song_id = ANY ($1::bigint[])`;

/** So many songs are taken in before other requests get their turn: some milliseconds. */
const TOGETHER = 2_000;
/** After so long it is asked whether songs have changed; while they are read anew the old names are searched. */
const REMEMBER_MS = 60_000;

/** A place as JSON can hold it. */
type StoredPlace = readonly [match: number, events: number, songId: string];

interface NameRow {
  songId: string;
  title: string | null;
  singer: string | null;
  events: number;
}

interface Names {
  readonly mark: string;
  readonly texts: SongTexts;
}

/**
 * Finds songs by what they are called. Names are read as soon as a version is served, or when first asked for.
 */
@Injectable()
export class SongSearch {
  private readonly names = new Renewed<Names>((before) => this.read(before), REMEMBER_MS);

  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly states: ServingStateRepository,
    private readonly hiddenSongs: HiddenSongs,
    live: LiveRecommender,
  ) {
    live.readAhead(() => this.names.ahead());
  }

  /** @throws DomainError invalid for a search of blanks alone, and for a cursor of another search */
  async find({ search, limit, cursor, includeHidden }: SongSearchQuery): Promise<FoundSongsDto> {
    const sought = soughtBy(search);
    if (sought === null) {
      throw new DomainError('invalid', 'search_empty', 'search must hold a letter, a digit or another sign.');
    }
    const list = `songs by name ${sought.phrase}${includeHidden ? ' or hidden' : ''}`;
    const behind = cursor === undefined ? null : placeOf(await this.cursors.read<StoredPlace>(list, cursor));
    const first = new FirstPlaces(limit + 1, behind);
    const { texts } = await this.names.get();
    const { songIds: hidden } = await this.hiddenSongs.asOf((await this.states.read()).hiddenRevision);
    const isLeftOut = ({ songId }: Place): boolean =>
      !includeHidden && hidden.size > 0 && hidden.has(String(songId));
    await mapInTurns(texts.find(sought), (places) => {
      for (const place of places) if (!isLeftOut(place)) first.add(place);
    });
    const shown = first.places.slice(0, limit);
    return {
      songs: await this.songs(shown.map(({ songId }) => String(songId))),
      matches: first.count,
      nextCursor:
        first.places.length > limit ? await this.cursors.write(list, storedPlace(shown.at(-1)!)) : null,
    };
  }

  /** The mark is read first: what comes in meanwhile is read once more, never missed. */
  private async read(before: Names | null): Promise<Names> {
    const [row] = await this.database.query<{ mark: string }>(SELECT_NAMES_MARK);
    const { mark } = row!;
    if (before?.mark === mark) return before;
    const texts = new SongTexts();
    for await (const rows of this.database.stream<NameRow>(SELECT_SONG_NAMES, [], TOGETHER))
      for (const { songId, title, singer, events } of rows) texts.add(songId, title, singer, events);
    texts.close();
    return { mark, texts };
  }

  /** In the order asked for; songs that are gone are left out. */
  private async songs(songIds: readonly string[]): Promise<FoundSongDto[]> {
    const rows = await this.database.query<FoundSongDto>(SELECT_FOUND_SONGS, [songIds]);
    const byId = new Map(rows.map((row) => [row.songId, row]));
    return songIds.map((songId) => byId.get(songId)).filter((song) => song !== undefined);
  }
}

function storedPlace({ match, events, songId }: Place): StoredPlace {
  return [match, events, String(songId)];
}

function placeOf([match, events, songId]: StoredPlace): Place {
  return { match, events, songId: BigInt(songId) };
}
