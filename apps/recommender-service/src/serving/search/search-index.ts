import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { FactsRow } from '../../answers/constraints/fact-rows.js';
import { SongFacts } from '../../answers/constraints/song-facts.js';
import type { SingerOfModel } from '../../interactions/singers.js';
import { findId, placesIn } from '../../interactions/sorted-ids.js';
import { mapInTurns } from '../../model/in-turns.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { LiveRecommender } from '../../registry/live-recommender.js';
import { Renewed } from '../../registry/renewed.js';
import { SongTexts } from '../../searches/song-texts.js';

/** All that is searched, to be read through a cursor. */
const SELECT_SONGS = `/* recommender.searched_songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds, properties, event_count AS events
  FROM known_song ORDER BY song_id`;

/** Another mark means that a song is new, gone, or named anew. */
const SELECT_NAMES_MARK = `/* recommender.names_mark */
  SELECT concat_ws(' ', value, (SELECT count(*) FROM song)) AS mark, (SELECT count(*)::int FROM known_song) AS songs
  FROM revision WHERE name = 'song names'`;

/** So many songs are taken in before other requests get their turn: some milliseconds. */
const TOGETHER = 2_000;
/** After so long it is asked whether songs have changed; while they are read anew the old names are searched. */
const REMEMBER_MS = 60_000;

interface SongRow extends FactsRow {
  title: string | null;
  events: number;
}

/** All songs and their singers by name, with what constraints look at. Rows are songs in the order of their ids. */
export class SearchIndex {
  readonly texts = new SongTexts();
  readonly facts: SongFacts;
  readonly songIds: BigInt64Array;
  readonly events: Float64Array;
  readonly singerTexts = new SongTexts();
  /** In the order of their texts. */
  singers: SingerOfModel[] = [];
  singerEvents = new Float64Array(0);
  private readonly rowsOfModels = new WeakMap<RecommenderModel, Int32Array>();

  /** @param mark of the names, see {@link SELECT_NAMES_MARK} */
  constructor(
    readonly mark: string,
    songs: number,
  ) {
    this.facts = new SongFacts(songs);
    this.songIds = new BigInt64Array(songs);
    this.events = new Float64Array(songs);
  }

  /** Rows ascend. */
  add(row: number, { songId, title, singer, seconds, properties, events }: SongRow): void {
    this.songIds[row] = BigInt(songId);
    this.events[row] = events;
    this.texts.add(title, singer);
    this.facts.add(row, singer, seconds, properties);
  }

  /** To be called behind the last song. */
  async close(): Promise<void> {
    this.texts.close();
    this.facts.close();
    this.singers = [...this.facts.allSingers()];
    const events = await mapInTurns(this.singers, ({ name, songs }) => {
      this.singerTexts.add(null, name);
      return songs.reduce((sum, row) => sum + this.events[row]!, 0);
    });
    this.singerEvents = Float64Array.from(events);
    this.singerTexts.close();
  }

  /** Of each song its row in a model; -1: it has none. */
  rowsIn(model: RecommenderModel): Int32Array {
    const rows = this.rowsOfModels.get(model) ?? placesIn(model.songIds, this.songIds);
    this.rowsOfModels.set(model, rows);
    return rows;
  }

  rowsOf(songIds: Iterable<string>): number[] {
    return Array.from(songIds, (songId) => findId(this.songIds, songId)).filter((row) => row !== -1);
  }
}

/**
 * The index: read as the service starts, and again before a version is served and when names have changed. While there
 * are no songs every search looks for some.
 */
@Injectable()
export class SearchIndexes implements OnApplicationBootstrap {
  private readonly index = new Renewed<SearchIndex>(
    (before) => this.read(before),
    REMEMBER_MS,
    undefined,
    ({ songIds }) => songIds.length > 0,
  );

  constructor(
    private readonly database: Database,
    live: LiveRecommender,
  ) {
    live.readAhead(() => this.index.anew());
  }

  /** Where it fails, the first search reads it. */
  async onApplicationBootstrap(): Promise<void> {
    await this.index.anew().catch(() => undefined);
  }

  get(): Promise<SearchIndex> {
    return this.index.get();
  }

  /** The mark is read first: what comes in meanwhile is read once more, never missed. */
  private async read(before: SearchIndex | null): Promise<SearchIndex> {
    const [row] = await this.database.query<{ mark: string; songs: number }>(SELECT_NAMES_MARK);
    const { mark, songs } = row!;
    if (before?.mark === mark) return before;
    const index = new SearchIndex(mark, songs);
    let n = 0;
    for await (const rows of this.database.stream<SongRow>(SELECT_SONGS, [], TOGETHER))
      for (const song of rows) if (n < songs) index.add(n++, song);
    await index.close();
    return index;
  }
}
