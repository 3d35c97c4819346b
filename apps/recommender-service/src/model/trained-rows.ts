import type { VectorIndex } from '#kernels';
import type { SparseRows } from '#ml';
import type { SongListeners } from './columns-in-steps.js';
import type { History } from './history.js';
import { WITHOUT_VECTOR } from './model-artefact.js';
import { recentBySong, recentOrder } from './popularity.js';
import type { RecentListeners } from './popularity.js';
import { findId } from '../interactions/sorted-ids.js';

/** What is known of users and songs, by row. */
export interface TrainedParts extends Pick<
  TrainedRows,
  'userIds' | 'songIds' | 'listeners' | 'devices' | 'popular' | 'songs' | 'users'
> {
  played: SparseRows;
  metBy: SongListeners;
  isCold: Uint8Array;
  likes: Uint8Array;
  people?: number | undefined;
}

/**
 * Users and songs of a model as rows in the order of their ids: who has heard what, which songs are hidden, and
 * which are popular now.
 */
export abstract class TrainedRows {
  readonly userIds: BigInt64Array;
  readonly songIds: BigInt64Array;
  readonly listeners: Uint32Array;
  readonly devices: Uint8Array;
  /** Songs, most listeners first. */
  readonly popular: Int32Array;
  /** Songs by vector; hidden ones are never found. */
  readonly songs: VectorIndex;
  /** Users by vector; those without a history are never found. */
  readonly users: VectorIndex;
  /** Users with something they like; the others have no vector. */
  readonly usersWithHistory: number;
  private hidden: ReadonlySet<number> = new Set();
  private recent: { listeners: Uint32Array; order: Int32Array; people: number } | null = null;

  constructor(private readonly trained: TrainedParts) {
    this.userIds = trained.userIds;
    this.songIds = trained.songIds;
    this.listeners = trained.listeners;
    this.devices = trained.devices;
    this.popular = trained.popular;
    this.songs = trained.songs;
    this.users = trained.users;
    this.usersWithHistory = trained.likes.reduce((sum, flag) => sum + flag, 0);
  }

  /** Row of a user, or -1. */
  findUser(userId: string): number {
    return findId(this.userIds, userId);
  }

  /** Row of a song, or -1. */
  findSong(songId: string): number {
    return findId(this.songIds, songId);
  }

  /** Row of a song with a vector, learned or placed where its singers' other songs are; or -1. */
  findSongWithVector(songId: string): number {
    const song = this.findSong(songId);
    return song === -1 || this.hasVector(song) ? song : -1;
  }

  /** Whether a song has too few listeners to be learned. */
  isCold(song: number): boolean {
    return this.trained.isCold[song] !== 0;
  }

  /** Without a vector a song comes next after others, and is in no other list by scores. */
  hasVector(song: number): boolean {
    return this.trained.isCold[song] !== WITHOUT_VECTOR;
  }

  hasHistory(user: number): boolean {
    return this.trained.likes[user] === 1;
  }

  history(user: number): History {
    const { starts, indices, weights } = this.trained.played;
    const [from, to] = [starts[user], starts[user + 1]];
    return { songs: indices.subarray(from, to), weights: weights.subarray(from, to) };
  }

  /** Users who have met a song, in no order. */
  listenersOf(song: number): Int32Array {
    const { starts, users } = this.trained.metBy;
    return users.subarray(starts[song], starts[song + 1]);
  }

  /** Whether it has learned of anybody: if not, all that it has are the numbers of listeners. */
  get isPersonal(): boolean {
    return this.usersWithHistory > 0;
  }

  /** Songs for users of whom nothing is known: most heard on the newest days first, where these were counted. */
  get popularNow(): Int32Array {
    return this.recent?.order ?? this.popular;
  }

  /** Share of the users of the newest days who heard the song; where these were not counted, of all with a history. */
  popularity(song: number): number {
    const { listeners, people } = this.recent ?? {
      listeners: this.listeners,
      people: this.trained.people ?? this.usersWithHistory,
    };
    return listeners[song]! / Math.max(1, people);
  }

  /** Ranks popular songs by the plays of the newest days. */
  followRecent(found: RecentListeners): void {
    const listeners = recentBySong(found, this.songIds);
    const order = recentOrder(listeners, this.popular);
    this.recent = { listeners, order, people: found.people };
  }

  /** Leaves these songs, and no others, out of everything that is found from now on. */
  hideSongs(songIds: Iterable<string>): void {
    const rows = new Set(Array.from(songIds, (id) => this.findSong(id)).filter((song) => song !== -1));
    for (const song of this.hidden) if (!rows.has(song)) this.songs.hide(song, !this.hasVector(song));
    for (const song of rows) this.songs.hide(song);
    this.hidden = rows;
  }

  /** Rows of hidden songs: another set after each {@link hideSongs}. */
  get hiddenSongs(): ReadonlySet<number> {
    return this.hidden;
  }

  isHidden(song: number): boolean {
    return this.hidden.has(song);
  }
}
