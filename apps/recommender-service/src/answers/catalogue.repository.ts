import { BoundedCache, countLookups, Database, DomainError, Metrics } from '#common';
import type { CacheLookups, SongProperties } from '#common';
import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../registry/serving-state.js';
import { NOTHING_KNOWN, traitsOf } from './constraints/constraints.js';
import type { SongTraits } from './constraints/constraints.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { NamedSong } from '../registry/named-song.dto.js';

interface KnownSong {
  named: NamedSong;
  seconds: number | null;
  properties: SongProperties | null;
}

/** Songs of a model by row, of those that were asked for. */
export type SongsByRow = (row: number) => NamedSong;

type SongRow = NamedSong & Pick<KnownSong, 'seconds' | 'properties'>;

/** Title, singer, length and properties of the songs $1. */
const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds, properties FROM known_song WHERE song_id = ANY ($1::bigint[])`;

const NO_NAME = { title: null, singer: null };

/** Songs kept at most, some 40 MB; those kept longest go first. */
const MOST_SONGS = 200_000;

/** Names of songs, which the model itself does not hold; read once while none changes. */
@Injectable()
export class CatalogueRepository {
  private known = new BoundedCache<KnownSong>();
  /** The same by row, which lists ask for most: of all models together as many at most. */
  private byModel = new WeakMap<RecommenderModel, (NamedSong | undefined)[]>();
  private keptRows = 0;
  private readonly lookups: CacheLookups;

  constructor(
    private readonly database: Database,
    states: ServingStateChanges,
    metrics: Metrics,
  ) {
    states.onNewer('namesRevision', () => {
      this.known = new BoundedCache();
      this.forgetRows();
    });
    this.lookups = countLookups(metrics, 'song_names');
  }

  /** What songs are called, by song id; without title and singer where these are not known. */
  async named(songIds: Iterable<string>): Promise<(songId: string) => NamedSong> {
    const found = await this.songs(songIds);
    return (songId) => {
      return found.get(songId)?.named ?? { songId, ...NO_NAME };
    };
  }

  /** {@link named} by the rows of a model. */
  async ofRows(model: RecommenderModel, rows: readonly number[]): Promise<SongsByRow> {
    const known =
      this.byModel.get(model) ?? new Array<NamedSong | undefined>(model.songIds.length).fill(undefined);
    this.byModel.set(model, known);
    const missing = new Set<number>();
    for (const row of rows) if (known[row] === undefined) missing.add(row);
    // The others are counted where they are looked up next.
    this.lookups.hit(rows.length - missing.size);
    if (missing.size === 0) return (row) => known[row]!;
    const idOf = (row: number): string => String(model.songIds[row]);
    const songs = await this.songs(Array.from(missing, idOf));
    for (const row of missing) {
      // A song without a name may get one: that is no change of a name. Names go into the list that was asked,
      // which is no longer in use if a song has been renamed meanwhile.
      const named = songs.get(idOf(row))?.named;
      if (named === undefined) continue;
      known[row] = named;
      if (++this.keptRows > MOST_SONGS) this.forgetRows();
    }
    return (row) => known[row] ?? { songId: idOf(row), ...NO_NAME };
  }

  /** @throws DomainError not_found for a song that occurs in no event */
  async nameOf(id: string): Promise<NamedSong> {
    const songId = String(BigInt(id));
    const song = (await this.songs([songId])).get(songId);
    if (song !== undefined) return song.named;
    throw new DomainError('not_found', 'song_unknown', 'No event of this song has been loaded.');
  }

  /** What constraints look at, by song id. */
  async traits(songIds: Iterable<string>): Promise<(songId: string) => SongTraits> {
    const found = await this.songs(songIds);
    return (songId) => {
      const song = found.get(songId);
      return song === undefined ? NOTHING_KNOWN : traitsOf(song.named.singer, song.seconds, song.properties);
    };
  }

  /**
   * By song id those that are known; one statement whatever their number, and none when all have been read
   * before.
   */
  private async songs(songIds: Iterable<string>): Promise<Map<string, KnownSong>> {
    const { known } = this;
    const found = new Map<string, KnownSong>();
    const missing: string[] = [];
    for (const songId of songIds) {
      const song = known.get(songId);
      if (song === undefined) missing.push(songId);
      else found.set(songId, song);
    }
    this.lookups.hit(found.size);
    if (missing.length === 0) return found;
    this.lookups.miss(missing.length);
    const rows = await this.database.prepared<SongRow>('recommender_songs', SELECT_SONGS, [missing]);
    // Into the cache that was asked, which is no longer in use if a song has been renamed meanwhile.
    for (const { seconds, properties, ...named } of rows) {
      found.set(named.songId, { named, seconds, properties });
      known.set(named.songId, { named, seconds, properties }, MOST_SONGS);
    }
    return found;
  }

  private forgetRows(): void {
    this.byModel = new WeakMap();
    this.keptRows = 0;
  }
}
