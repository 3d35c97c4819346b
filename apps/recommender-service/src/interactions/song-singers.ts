import { singersIn } from './singers.js';

/** Songs of which a singer or a property is known, by ascending id, in typed arrays that move to another thread. */
export interface SongSingers {
  songIds: BigInt64Array;
  /** The day on which each was first heard of, counted from 1970; 0: it is not known. */
  firstDays: Int32Array;
  /**
   * The singers of song n are singers[starts[n]] up to but without singers[starts[n + 1]], by numbers of this
   * table alone.
   */
  starts: Int32Array;
  singers: Int32Array;
  /** Genres, tags and languages in the same way. */
  traitStarts: Int32Array;
  traits: Int32Array;
}

/** Collects songs in the order of their ids. */
export class SongSingersCollector {
  private readonly songIds: bigint[] = [];
  private readonly firstDays: number[] = [];
  private readonly starts: number[] = [0];
  private readonly singers: number[] = [];
  private readonly traitStarts: number[] = [0];
  private readonly traits: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly traitNumbers = new Map<string, number>();

  add(songId: string, singer: string | null, firstDay: number, traits: readonly string[] = []): void {
    const singers = singersIn(singer);
    if (singers.length === 0 && traits.length === 0) return;
    for (const { singerId } of singers) this.singers.push(numberOf(this.numbers, singerId));
    for (const trait of traits) this.traits.push(numberOf(this.traitNumbers, trait));
    this.songIds.push(BigInt(songId));
    this.firstDays.push(firstDay);
    this.starts.push(this.singers.length);
    this.traitStarts.push(this.traits.length);
  }

  finish(): SongSingers {
    return {
      songIds: BigInt64Array.from(this.songIds),
      firstDays: Int32Array.from(this.firstDays),
      starts: Int32Array.from(this.starts),
      singers: Int32Array.from(this.singers),
      traitStarts: Int32Array.from(this.traitStarts),
      traits: Int32Array.from(this.traits),
    };
  }
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}
