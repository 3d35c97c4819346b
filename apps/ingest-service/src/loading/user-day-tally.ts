import type { Id } from '../parsing/whole-number.js';
import { free, grown } from './freed-memory.js';
import { hashOfId } from './id-hash.js';
import { IdIndex } from './id-index.js';
import { PairSet } from './pair-set.js';
import { Sketches } from './sketches.js';

/** What is counted of each user, side by side. */
export const COUNTS = 12;
export const PLAYS = 0;
const DOWNLOADS = 1;
const SEARCHES = 2;
const PLAY_SECONDS = 3;
const FULL_PLAYS = 4;
const COMPLETION_MILLIONTHS = 5;
const COMPLETION_COUNT = 6;
const DISTINCT_SONGS = 7;
/** Devices 1 to 4 follow. */
export const DEVICES = 7;

/**
 * The rollup of one archive by user, counted while it is read. PostgreSQL would sort all plays of the day to count distinct
 * songs, which takes it ten times as long. The rules are those of `insertUserDaySql`, in whole numbers, so both give
 * the same sums.
 */
export class UserDayTally {
  private readonly users = new IdIndex();
  private readonly heard = new PairSet();
  readonly songs = new Sketches();
  readonly singers = new Sketches();
  /** `COUNTS` of each user, by the user's number. */
  counts = new Float64Array(COUNTS * 1024);

  /** The users by their numbers. */
  get userIds(): readonly Id[] {
    return this.users.ids;
  }

  /** @param song a number of the song's own within this archive; -1 when it is unknown */
  addPlay(
    event: {
      userId: Id;
      device: number;
      songId: Id | null;
      playSeconds: number | null;
      songSeconds: number | null;
      singerHash: number | null;
    },
    song: number,
  ): void {
    const { playSeconds, songSeconds } = event;
    const user = this.userOf(event);
    const { counts } = this;
    const at = user * COUNTS;
    counts[at + PLAYS]!++;
    if (playSeconds !== null) {
      counts[at + PLAY_SECONDS]! += playSeconds;
      if (songSeconds !== null && songSeconds > 0) {
        if (playSeconds * 5 >= songSeconds * 4) counts[at + FULL_PLAYS]!++;
        const heard = Math.min(playSeconds, songSeconds);
        counts[at + COMPLETION_MILLIONTHS]! += Math.floor((heard * 1_000_000) / songSeconds);
        counts[at + COMPLETION_COUNT]!++;
      }
    }
    if (event.songId !== null && this.heard.add(user, song)) {
      counts[at + DISTINCT_SONGS]!++;
      this.songs.add(user, hashOfId(event.songId));
    }
    if (event.singerHash !== null) this.singers.add(user, event.singerHash);
  }

  addDownload(event: { userId: Id; device: number }): void {
    this.counts[this.userOf(event) * COUNTS + DOWNLOADS]!++;
  }

  addSearch(event: { userId: Id; device: number }): void {
    this.counts[this.userOf(event) * COUNTS + SEARCHES]!++;
  }

  /** Gives its memory back; nothing can be asked afterwards. */
  release(): void {
    this.users.release();
    this.heard.release();
    this.songs.release();
    this.singers.release();
    free(this.counts);
  }

  /** The user's number; the event's device is counted. */
  private userOf({ userId, device }: { userId: Id; device: number }): number {
    const user = this.users.of(userId);
    if ((user + 1) * COUNTS > this.counts.length) this.counts = grown(this.counts, 2 * this.counts.length);
    if (device > 0) this.counts[user * COUNTS + DEVICES + device]!++;
    return user;
  }
}
