import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Listeners } from './listeners.js';
import type { UserSongs } from './recommendation.dto.js';
import { SongLists } from './song-lists.js';
import type { RankedList } from './song-lists.js';
import { rankSongs } from './song-ranking.js';

/** Lists ranked before other requests get their turn. */
const TOGETHER = 8;

/** Lists for many users in a few statements. */
@Injectable()
export class SongsForUsers {
  constructor(
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
  ) {}

  /** In the order of the ids; a user of whom nothing is known gets popular songs. @throws DomainError unavailable without a live model */
  async find(
    userIds: readonly string[],
    { limit, includePlayed = false }: { limit: number; includePlayed?: boolean },
  ): Promise<UserSongs[]> {
    if (userIds.length === 0) return [];
    const found = await this.listeners.ofMany(userIds);
    const wish = { limit, includePlayed, exclude: [], include: null, diversity: 0, minScore: -Infinity };
    const ranked: RankedList[] = [];
    for (const { userId, served, listener, reason } of found) {
      if (ranked.length % TOGETHER === 0) await setImmediate();
      ranked.push({ served, userId, listener, reason, page: rankSongs(served.model, listener, wish) });
    }
    const lists = await this.lists.present(ranked);
    return lists.map((list, n) => ({ userId: found[n]!.userId, ...list }));
  }
}
