import { countLookups, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { NamedSong } from '../registry/named-song.dto.js';
import { ServingStateChanges } from '../registry/serving-state.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { millionthsOf } from './millionths.js';
import type { RecommendedSongDto } from './recommendation.dto.js';

/** Songs of a model by row, of those that were asked for. */
export type SongsByRow = (row: number) => NamedSong;

/** Songs kept at most, of all models together. */
const MOST_SONGS = 200_000;

/** The songs of each model as answers show them, found by their row; made once while no name changes. */
@Injectable()
export class NamedSongs {
  private byModel = new WeakMap<RecommenderModel, (NamedSong | undefined)[]>();
  private kept = 0;
  private readonly lookups: CacheLookups;

  constructor(
    private readonly catalogue: CatalogueRepository,
    states: ServingStateChanges,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'song_names');
    states.onNewer('namesRevision', () => this.forget());
  }

  /** At most one statement, and none when all have been read before. */
  async of(model: RecommenderModel, rows: readonly number[]): Promise<SongsByRow> {
    const known = this.knownOf(model);
    const missing = new Set<number>();
    for (const row of rows) if (known[row] === undefined) missing.add(row);
    // The others are counted where they are looked up next.
    this.lookups.hit(rows.length - missing.size);
    if (missing.size === 0) return (row) => known[row]!;
    const songs = await this.catalogue.songs(Array.from(missing, (row) => String(model.songIds[row])));
    const found = new Map<number, NamedSong>();
    for (const row of missing) {
      const songId = String(model.songIds[row]);
      const named = songs.get(songId);
      const song = { songId, title: named?.title ?? null, singer: named?.singer ?? null };
      found.set(row, song);
      // A song without a name may get one: that is no change of a name.
      if (named !== undefined) this.keep(known, row, song);
    }
    return (row) => known[row] ?? found.get(row)!;
  }

  private knownOf(model: RecommenderModel): (NamedSong | undefined)[] {
    const known =
      this.byModel.get(model) ?? new Array<NamedSong | undefined>(model.songIds.length).fill(undefined);
    this.byModel.set(model, known);
    return known;
  }

  /** Into the list that was asked, which is no longer in use if a song has been renamed meanwhile. */
  private keep(known: (NamedSong | undefined)[], row: number, song: NamedSong): void {
    known[row] = song;
    if (++this.kept > MOST_SONGS) this.forget();
  }

  private forget(): void {
    this.byModel = new WeakMap();
    this.kept = 0;
  }
}

/** A song of the user's own that speaks for a shown one. */
interface ShownReason {
  song: NamedSong;
  contribution: number;
}

/** A song of a list. Score, contributions and rest are whole millionths, so that they sum up exactly. */
export function shownSong(
  song: NamedSong,
  score: number,
  reasons: readonly ShownReason[],
  source: RecommendedSongDto['source'],
): RecommendedSongDto {
  const parts = reasons.map(({ contribution }) => millionthsOf(contribution));
  const whole = millionthsOf(score);
  return {
    ...song,
    score: whole / 1e6,
    because: reasons.map((reason, n) => ({ ...reason.song, contribution: parts[n]! / 1e6 })),
    rest: parts.reduce((rest, part) => rest - part, whole) / 1e6,
    source,
  };
}
