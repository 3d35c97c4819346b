import { countLookups, Database, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { ServingStateChanges } from '../versions/serving-state.js';
import { SELECT_SONGS } from './catalogue.sql.js';

export interface SongName {
  title: string | null;
  singer: string | null;
}

/** Names kept at most, some 40 MB; those read longest ago go first. */
const MOST_NAMES = 200_000;

/** Names of songs, which the model itself does not hold; read once while none changes. */
@Injectable()
export class CatalogueRepository {
  private names = new Map<string, SongName>();
  private namesRevision = -1;

  private readonly lookups: CacheLookups;

  constructor(
    private readonly database: Database,
    states: ServingStateChanges,
    metrics: Metrics,
  ) {
    states.subscribe(({ namesRevision }) => {
      this.keepNamesSince(namesRevision);
    });
    this.lookups = countLookups(metrics, 'song_names');
  }

  /** Names by song id, of those that are known; one statement whatever their number, and none when all have been read before. */
  async songs(songIds: Iterable<string>): Promise<Map<string, SongName>> {
    const { names } = this;
    const found = new Map<string, SongName>();
    const missing: string[] = [];
    for (const songId of songIds) {
      const name = names.get(songId);
      if (name === undefined) missing.push(songId);
      else found.set(songId, name);
    }
    this.lookups.hit(found.size);
    if (missing.length === 0) return found;
    this.lookups.miss(missing.length);
    const rows = await this.database.query<SongName & { songId: string }>(SELECT_SONGS, [missing]);
    // Into the map that was asked, which is no longer in use if a song has been renamed meanwhile.
    for (const { songId, title, singer } of rows) {
      const name = { title, singer };
      found.set(songId, name);
      names.set(songId, name);
    }
    forgetOldest(names);
    return found;
  }

  private keepNamesSince(revision: number): void {
    if (revision <= this.namesRevision) return;
    this.names = new Map();
    this.namesRevision = revision;
  }
}

function forgetOldest(names: Map<string, SongName>): void {
  for (const songId of names.keys()) {
    if (names.size <= MOST_NAMES) return;
    names.delete(songId);
  }
}
