import { BoundedCache, countLookups, Database, DomainError, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../registry/serving-state.js';
import { NOTHING_KNOWN } from './constraints/constraints.js';
import type { SongTraits } from './constraints/constraints.js';
import { singersIn } from '../interactions/singers.js';

interface SongName {
  title: string | null;
  singer: string | null;
}

interface NamedSong extends SongName {
  songId: string;
}

interface KnownSong {
  name: SongName;
  seconds: number | null;
}

interface SongRow extends SongName {
  songId: string;
  seconds: number | null;
}

/** Title, singer and length of the songs $1. */
const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds FROM song WHERE song_id = ANY ($1::bigint[])`;

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

  /**
   * Names by song id, of those that are known; one statement whatever their number, and none when all have
   * been read before.
   */
  async songs(songIds: Iterable<string>): Promise<Map<string, SongName>> {
    return await this.find(songIds, ({ name }) => name);
  }

  /** What songs are called, by song id; without title and singer where these are not known. */
  async named(songIds: Iterable<string>): Promise<(songId: string) => NamedSong> {
    const names = await this.songs(songIds);
    return (songId) => ({ songId, title: null, singer: null, ...names.get(songId) });
  }

  /** @throws DomainError not_found for a song that occurs in no event */
  async nameOf(id: string): Promise<NamedSong> {
    const songId = String(BigInt(id));
    const name = (await this.songs([songId])).get(songId);
    if (name !== undefined) return { songId, ...name };
    throw new DomainError('not_found', 'song_unknown', 'No event of this song has been loaded.');
  }

  /** Singers and lengths, by song id. */
  async traits(songIds: Iterable<string>): Promise<(songId: string) => SongTraits> {
    const found = await this.find(songIds, ({ name, seconds }) => ({
      singers: singersIn(name.singer),
      seconds,
    }));
    return (songId) => found.get(songId) ?? NOTHING_KNOWN;
  }

  private async find<Found>(
    songIds: Iterable<string>,
    choose: (song: KnownSong) => Found,
  ): Promise<Map<string, Found>> {
    const { known } = this;
    const found = new Map<string, Found>();
    const missing: string[] = [];
    for (const songId of songIds) {
      const song = known.get(songId);
      if (song === undefined) missing.push(songId);
      else found.set(songId, choose(song));
    }
    this.lookups.hit(found.size);
    if (missing.length === 0) return found;
    this.lookups.miss(missing.length);
    const rows = await this.database.query<SongRow>(SELECT_SONGS, [missing]);
    // Into the cache that was asked, which is no longer in use if a song has been renamed meanwhile.
    for (const { songId, title, singer, seconds } of rows) {
      const song = { name: { title, singer }, seconds };
      found.set(songId, choose(song));
      known.set(songId, song, MOST_NAMES);
    }
    return found;
  }
}
