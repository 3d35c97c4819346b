import { BoundedCache, countLookups, Database, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../registry/serving-state.js';
import { SELECT_SONGS } from './catalogue.sql.js';
import type { SongTraits } from './constraints/constraints.js';
import { singersIn } from '../interactions/singers.js';

export interface SongName {
  title: string | null;
  singer: string | null;
}

interface KnownSong {
  name: SongName;
  seconds: number | null;
}

interface SongRow extends SongName {
  songId: string;
  seconds: number | null;
}

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

  /** Singers and lengths by song id, of those that are known. */
  async traits(songIds: Iterable<string>): Promise<Map<string, SongTraits>> {
    return await this.find(songIds, ({ name, seconds }) => ({ singers: singersIn(name.singer), seconds }));
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
