import { BoundedCache, countLookups, Database, DomainError, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../registry/serving-state.js';
import { NOTHING_KNOWN } from './constraints/constraints.js';
import type { SongTraits } from './constraints/constraints.js';
import { singersIn } from '../interactions/singers.js';
import type { NamedSong } from '../registry/named-song.dto.js';

interface KnownSong extends NamedSong {
  seconds: number | null;
}

/** Title, singer and length of the songs $1. */
const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds FROM song WHERE song_id = ANY ($1::bigint[])`;

const NO_NAME = { title: null, singer: null };

/** Names kept at most, some 40 MB; those kept longest go first. */
const MOST_NAMES = 200_000;

/** Names of songs, which the model itself does not hold; read once while none changes. */
@Injectable()
export class CatalogueRepository {
  private known = new BoundedCache<KnownSong>();
  private readonly lookups: CacheLookups;

  constructor(
    private readonly database: Database,
    states: ServingStateChanges,
    metrics: Metrics,
  ) {
    states.onNewer('namesRevision', () => (this.known = new BoundedCache()));
    this.lookups = countLookups(metrics, 'song_names');
  }

  /** What songs are called, by song id; without title and singer where these are not known. */
  async named(songIds: Iterable<string>): Promise<(songId: string) => NamedSong> {
    const found = await this.songs(songIds);
    return (songId) => {
      const { title, singer } = found.get(songId) ?? NO_NAME;
      return { songId, title, singer };
    };
  }

  /** @throws DomainError not_found for a song that occurs in no event */
  async nameOf(id: string): Promise<NamedSong> {
    const songId = String(BigInt(id));
    const song = (await this.songs([songId])).get(songId);
    if (song !== undefined) return { songId, title: song.title, singer: song.singer };
    throw new DomainError('not_found', 'song_unknown', 'No event of this song has been loaded.');
  }

  /** Singers and lengths, by song id. */
  async traits(songIds: Iterable<string>): Promise<(songId: string) => SongTraits> {
    const found = await this.songs(songIds);
    return (songId) => {
      const song = found.get(songId);
      return song === undefined ? NOTHING_KNOWN : { singers: singersIn(song.singer), seconds: song.seconds };
    };
  }

  /** By song id those that are known; one statement whatever their number, and none when all have been read before. */
  async songs(songIds: Iterable<string>): Promise<Map<string, KnownSong>> {
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
    const rows = await this.database.query<KnownSong>(SELECT_SONGS, [missing]);
    // Into the cache that was asked, which is no longer in use if a song has been renamed meanwhile.
    for (const song of rows) {
      found.set(song.songId, song);
      known.set(song.songId, song, MOST_NAMES);
    }
    return found;
  }
}
