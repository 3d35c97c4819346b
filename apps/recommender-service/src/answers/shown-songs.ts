import { countLookups, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../model/recommender-model.js';
import type { NamedSongDto } from '../registry/named-song.dto.js';
import { ServingStateChanges } from '../registry/serving-state.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { millionthsJson, millionthsOf } from './millionths.js';
import type { RecommendedSongDto } from './recommendation.dto.js';

/** A song as answers show it. */
export interface NamedSong extends NamedSongDto {
  /** Its id and names as members of a JSON object: bytes, see {@link asBytes}. */
  readonly json: string;
}

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
    const names = await this.catalogue.songs(Array.from(missing, (row) => String(model.songIds[row])));
    const found = new Map<number, NamedSong>();
    for (const row of missing) {
      const songId = String(model.songIds[row]);
      const name = names.get(songId);
      const song = namedSong({ songId, title: null, singer: null, ...name });
      found.set(row, song);
      // A song without a name may get one: that is no change of a name.
      if (name !== undefined) this.keep(known, row, song);
    }
    return (row) => known[row] ?? found.get(row)!;
  }

  /** Songs that a model need not know. */
  async withIds(songIds: readonly string[]): Promise<Map<string, NamedSong>> {
    if (songIds.length === 0) return new Map();
    const named = await this.catalogue.named(songIds);
    return new Map(songIds.map((songId) => [songId, namedSong(named(songId))]));
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

export function namedSong({ songId, title, singer }: NamedSongDto): NamedSong {
  return { songId, title, singer, json: asBytes(JSON.stringify({ songId, title, singer }).slice(1, -1)) };
}

/** A song of the user's own that speaks for a shown one. */
interface ShownReason {
  song: NamedSong;
  /** Millionths. */
  contribution: number;
}

/** One song of a list, with the parts of its score in millionths: contributions and rest sum to it. */
export interface ShownSong {
  song: NamedSong;
  score: number;
  because: readonly ShownReason[];
  rest: number;
  source: RecommendedSongDto['source'];
}

/** @param reasons the contribution of each, not rounded yet */
export function shownSong(
  song: NamedSong,
  score: number,
  reasons: readonly ShownReason[],
  source: ShownSong['source'],
): ShownSong {
  const because = reasons.map((reason) => ({
    song: reason.song,
    contribution: millionthsOf(reason.contribution),
  }));
  const whole = millionthsOf(score);
  const explained = because.reduce((sum, { contribution }) => sum + contribution, 0);
  return { song, score: whole, because, rest: whole - explained, source };
}

export function songDto({ song, score, because, rest, source }: ShownSong): RecommendedSongDto {
  return {
    ...nameOf(song),
    score: score / 1e6,
    because: because.map((reason) => ({
      ...nameOf(reason.song),
      contribution: reason.contribution / 1e6,
    })),
    rest: rest / 1e6,
    source,
  };
}

/** The JSON of {@link songDto}, see {@link asBytes}. */
export function songJson({ song, score, because, rest, source }: ShownSong): string {
  let reasons = '';
  for (const reason of because) {
    const comma = reasons === '' ? '' : ',';
    reasons += `${comma}{${reason.song.json},"contribution":${millionthsJson(reason.contribution)}}`;
  }
  return (
    `{${song.json},"score":${millionthsJson(score)},"because":[${reasons}],"rest":${millionthsJson(rest)},` +
    `"source":"${source}"}`
  );
}

function nameOf({ songId, title, singer }: NamedSong) {
  return { songId, title, singer };
}

/**
 * Long answers are put together of pieces whose characters stand for bytes of UTF-8: such texts are joined by
 * copying, and need not be encoded again. JSON of digits, names of members and other ASCII is such a text as
 * it is.
 */
export function asBytes(json: string): string {
  return Buffer.from(json).toString('latin1');
}

/** The bytes that a text of {@link asBytes} represents. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
