import { RowCollector, TopK } from '#ml';
import type { SparseRows } from '#ml';
import type { SongSingers } from '../interactions/song-singers.js';
import { findId, placesIn } from '../interactions/sorted-ids.js';
import type { Sessions } from './sessions.repository.js';

/** Songs before and behind one that count as heard with it, by 1 over the distance. */
const REACH = 10;
/** What a song counts that was heard before, where one behind at the same distance counts 1. */
const BEFORE = 0.4;
/** Exponent of the plays of a song that follows: songs that everybody hears say less. */
const RARITY = 0.2;
/** Songs kept of each, and songs of a singer that may follow any other by the singer. */
const MOST_NEXT = 50;

const NO_SINGERS = new Int32Array(0);

/** How co-plays become weights. */
export interface CoPlayRule {
  /** Plays that count as heard behind each song, shared by the songs of its singers. */
  singerPlays: number;
  /** A factor of all weights. */
  weight: number;
}

/** The songs of a singer with most plays, and the sum of the roots of the plays of all of them. */
interface SingerSongs {
  songs: number[];
  total: number;
}

/**
 * Which songs are heard with each in the same session, near ones and those behind it counting more (sequential rules,
 * Ludewig and Jannach 2018). The songs of its singers count too, so that a song that was heard once has neighbours.
 */
export class CoPlays {
  /** Plays of each song in the sessions that count. */
  readonly plays: Int32Array;
  /** By song of the sessions its row, or -1. */
  readonly rows: Int32Array;
  /** By place in `heard` the first and the end of its session; both 0 where the session does not count. */
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly places: { starts: Int32Array; places: Int32Array };
  /** By row the place in `singers`, or -1. */
  private readonly singerPlaces: Int32Array;
  private readonly singerSongs = new Map<number, SingerSongs>();
  /** By row what a weight for it is multiplied by. */
  private readonly rarity: Float64Array;
  private readonly sums: Float64Array;
  private readonly touched: number[] = [];

  /** @param songIds of the model, ascending. @param isCounted which sessions, by number */
  constructor(
    private readonly sessions: Sessions,
    private readonly songIds: BigInt64Array,
    private readonly singers: SongSingers,
    isCounted: (session: number) => boolean = () => true,
  ) {
    const { heard, starts } = sessions;
    this.rows = Int32Array.from(sessions.songIds, (id) => findId(songIds, String(id)));
    this.singerPlaces = placesIn(singers.songIds, songIds);
    this.from = new Int32Array(heard.length);
    this.to = new Int32Array(heard.length);
    for (let session = 0; session + 1 < starts.length; session++) {
      if (!isCounted(session)) continue;
      const [from, to] = [starts[session]!, starts[session + 1]!];
      this.from.fill(from, from, to);
      this.to.fill(to, from, to);
    }
    this.places = this.placesBySong();
    this.plays = Int32Array.from(
      songIds,
      (_, row) => this.places.starts[row + 1]! - this.places.starts[row]!,
    );
    this.rarity = Float64Array.from(this.plays, (plays) => plays ** -RARITY);
    this.sums = new Float64Array(songIds.length);
    this.countSingers();
  }

  /** Songs x songs. @param songs rows that are filled, ascending. Default: all */
  weights(rule: CoPlayRule, songs: Iterable<number> = this.songIds.keys()): SparseRows {
    const { songIds, plays, rarity, sums, touched } = this;
    const filled = [...songs];
    const most = filled.reduce((sum, row) => sum + Math.min(MOST_NEXT, this.mostNext(row)), 0);
    const counted = new RowCollector(songIds.length, songIds.length, most);
    const best = new TopK(MOST_NEXT);
    for (const row of filled) {
      this.addHeard(row);
      if (rule.singerPlays > 0 && plays[row]! > 0) this.addSingers(row, rule.singerPlays);
      const own = rule.weight / Math.sqrt(plays[row]!);
      for (const next of touched) {
        best.offer(next, own * sums[next]! * rarity[next]!);
        sums[next] = 0;
      }
      touched.length = 0;
      const { indices, scores } = best.take();
      const order = Array.from(indices.keys()).sort((a, b) => indices[a]! - indices[b]!);
      for (const n of order) counted.add(row, indices[n]!, scores[n]!);
    }
    return counted.finish();
  }

  private mostNext(row: number): number {
    const plays = this.plays[row]!;
    const bySingers = plays === 0 ? 0 : MOST_NEXT * this.singersOf(row).length;
    return 2 * REACH * plays + bySingers;
  }

  private addHeard(row: number): void {
    const { rows, from, to } = this;
    const { starts, places } = this.places;
    for (const at of places.subarray(starts[row], starts[row + 1])) {
      const [first, end] = [Math.max(from[at]!, at - REACH), Math.min(to[at]!, at + REACH + 1)];
      for (let other = first; other < end; other++) {
        const next = rows[this.sessions.heard[other]!]!;
        if (next === -1 || next === row) continue;
        this.add(next, other > at ? 1 / (other - at) : BEFORE / (at - other));
      }
    }
  }

  private addSingers(row: number, plays: number): void {
    const singers = this.singersOf(row);
    for (const singer of singers) {
      const { songs, total } = this.singerSongs.get(singer)!;
      for (const song of songs) {
        if (song === row) continue;
        this.add(song, (plays * Math.sqrt(this.plays[song]!)) / (singers.length * total));
      }
    }
  }

  private add(row: number, value: number): void {
    if (this.sums[row] === 0) this.touched.push(row);
    this.sums[row]! += value;
  }

  private countSingers(): void {
    const { singerSongs, plays } = this;
    const byPlays = Array.from(plays.keys()).filter((row) => plays[row]! > 0);
    byPlays.sort((a, b) => plays[b]! - plays[a]! || a - b);
    for (const row of byPlays) {
      for (const singer of this.singersOf(row)) {
        const own = singerSongs.get(singer) ?? { songs: [], total: 0 };
        singerSongs.set(singer, own);
        own.total += Math.sqrt(plays[row]!);
        if (own.songs.length < MOST_NEXT) own.songs.push(row);
      }
    }
  }

  /** Numbers of the singers of a row. */
  singersOf(row: number): Int32Array {
    const place = this.singerPlaces[row]!;
    if (place === -1) return NO_SINGERS;
    return this.singers.singers.subarray(this.singers.starts[place], this.singers.starts[place + 1]);
  }

  /** Where each song of the model was heard, in sessions that count. */
  private placesBySong(): { starts: Int32Array; places: Int32Array } {
    const { rows, to, songIds } = this;
    const { heard } = this.sessions;
    const starts = new Int32Array(songIds.length + 1);
    const rowAt = (at: number): number => (to[at] === 0 ? -1 : rows[heard[at]!]!);
    for (let at = 0; at < heard.length; at++) if (rowAt(at) !== -1) starts[rowAt(at) + 1]! += 1;
    for (let row = 0; row < songIds.length; row++) starts[row + 1]! += starts[row]!;
    const next = starts.slice();
    const places = new Int32Array(starts[songIds.length]!);
    for (let at = 0; at < heard.length; at++) if (rowAt(at) !== -1) places[next[rowAt(at)]!++] = at;
    return { starts, places };
  }
}
