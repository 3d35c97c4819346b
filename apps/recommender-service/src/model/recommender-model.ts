import { topKByInnerProduct, transpose } from '#ml';
import type { SparseRows } from '#ml';
import type { ModelArtefact } from './model-artefact.js';
import { mostPopular, popularOrder } from './popularity.js';

/** Where a suggestion comes from: the factor model, or the number of listeners. */
type SuggestionSource = 'als' | 'popular';

export interface SongSuggestion {
  songId: string;
  /** als: predicted preference, about 0 to 1. popular: share of all users with a history who like the song. */
  score: number;
  source: SuggestionSource;
}

export interface UserSuggestion {
  userId: string;
  /** Predicted preference, about 0 to 1. */
  score: number;
  device: number;
  source: 'als';
}

const NOTHING = new Int32Array(0);

/** A trained model in memory: answers by exact scans, never changes. */
export class RecommenderModel {
  private readonly popular: Int32Array;
  /** Songs x users: who has met a song. */
  private readonly metBy: SparseRows;
  /** 1 for users with something they like; the others have no vector. */
  private readonly hasHistory: Uint8Array;
  private readonly usersWithHistory: number;

  constructor(private readonly artefact: ModelArtefact) {
    this.popular = popularOrder(artefact.listeners);
    this.metBy = transpose(artefact.played);
    this.hasHistory = usersWhoLike(artefact.played);
    this.usersWithHistory = this.hasHistory.reduce((sum, flag) => sum + flag, 0);
  }

  hasUser(userId: string): boolean {
    return find(this.artefact.userIds, userId) !== -1;
  }

  hasSong(songId: string): boolean {
    return find(this.artefact.songIds, songId) !== -1;
  }

  /** Songs for a user, without those already played; popular ones when the user has no history in the model. */
  songsFor(userId: string, limit: number): SongSuggestion[] {
    const user = find(this.artefact.userIds, userId);
    if (user === -1 || this.hasHistory[user] === 0) return this.popularSongs(user, limit);
    const { factors, userFactors, songFactors, songIds } = this.artefact;
    const best = topKByInnerProduct(
      userFactors.subarray(user * factors, (user + 1) * factors),
      songFactors,
      factors,
      limit,
      row(this.artefact.played, user),
    );
    return Array.from(best.indices, (song, n) => ({
      songId: String(songIds[song]),
      score: rounded(best.scores[n]!),
      source: 'als',
    }));
  }

  /** Users for a song, best first, without those who have met it; empty when the model does not know the song. */
  usersFor(songId: string, limit: number): UserSuggestion[] {
    const song = find(this.artefact.songIds, songId);
    if (song === -1) return [];
    const { factors, userFactors, songFactors, userIds, devices } = this.artefact;
    const best = topKByInnerProduct(
      songFactors.subarray(song * factors, (song + 1) * factors),
      userFactors,
      factors,
      limit,
      row(this.metBy, song),
      this.hasHistory,
    );
    return Array.from(best.indices, (user, n) => ({
      userId: String(userIds[user]),
      score: rounded(best.scores[n]!),
      device: devices[user]!,
      source: 'als',
    }));
  }

  private popularSongs(user: number, limit: number): SongSuggestion[] {
    const excluded = user === -1 ? NOTHING : row(this.artefact.played, user);
    return Array.from(mostPopular(this.popular, limit, excluded), (song) => ({
      songId: String(this.artefact.songIds[song]),
      score: rounded(this.artefact.listeners[song]! / Math.max(1, this.usersWithHistory)),
      source: 'popular',
    }));
  }
}

/** Index of an id among ascending ones, or -1. */
function find(ids: BigInt64Array, id: string): number {
  const wanted = BigInt(id);
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle]!;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function row(matrix: SparseRows, at: number): Int32Array {
  return matrix.indices.subarray(matrix.starts[at], matrix.starts[at + 1]);
}

function usersWhoLike(played: SparseRows): Uint8Array {
  const likes = new Uint8Array(played.rows);
  for (let user = 0; user < played.rows; user++) {
    for (let n = played.starts[user]!; n < played.starts[user + 1]!; n++) {
      if (played.weights[n]! > 0) likes[user] = 1;
    }
  }
  return likes;
}

function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
