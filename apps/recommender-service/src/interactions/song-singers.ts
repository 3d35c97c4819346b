import { singersIn } from './singers.js';

/** Songs that name a singer, by ascending id, in typed arrays that move to another thread. */
export interface SongSingers {
  songIds: BigInt64Array;
  /** The day on which each was first heard of, counted from 1970. */
  firstDays: Int32Array;
  /**
   * The singers of song n are singers[starts[n]] up to but without singers[starts[n + 1]], by numbers of this
   * table alone.
   */
  starts: Int32Array;
  singers: Int32Array;
}

/** Collects songs in the order of their ids. */
export class SongSingersCollector {
  private readonly songIds: bigint[] = [];
  private readonly firstDays: number[] = [];
  private readonly starts: number[] = [0];
  private readonly singers: number[] = [];
  private readonly numbers = new Map<string, number>();

  add(songId: string, singer: string, firstDay: number): void {
    const singers = singersIn(singer);
    if (singers.length === 0) return;
    for (const { singerId } of singers) {
      const number = this.numbers.get(singerId) ?? this.numbers.size;
      this.numbers.set(singerId, number);
      this.singers.push(number);
    }
    this.songIds.push(BigInt(songId));
    this.firstDays.push(firstDay);
    this.starts.push(this.singers.length);
  }

  finish(): SongSingers {
    return {
      songIds: BigInt64Array.from(this.songIds),
      firstDays: Int32Array.from(this.firstDays),
      starts: Int32Array.from(this.starts),
      singers: Int32Array.from(this.singers),
    };
  }
}
