import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Listeners } from '../listener/listeners.js';
import type { UserListener } from '../listener/listeners.js';
import { constraintsOf } from '../answers/constraints/constraints.dto.js';
import type { ConstraintsDto } from '../answers/constraints/constraints.dto.js';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import type { RowConstraints } from '../answers/constraints/song-facts.js';
import type { UserSongsDto } from '../answers/recommendation.dto.js';
import { SongLists } from '../answers/song-lists.js';
import type { RankedList } from '../answers/song-lists.js';
import { rankSongsOfBatch } from '../answers/song-ranking.js';

/** So many lists are ranked together before other requests get their turn: a few milliseconds. */
const TOGETHER = 8;

interface AskedOfBatch extends ConstraintsDto {
  limit: number;
  includePlayed?: boolean;
}

/** Lists for a batch of users in a few statements. */
@Injectable()
export class SongsForUsers {
  constructor(
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly facts: KnownFacts,
  ) {}

  /**
   * In the order of the ids; a user of whom nothing is known gets popular songs.
   * @throws DomainError unavailable without a live model
   */
  async find(userIds: readonly string[], asked: AskedOfBatch): Promise<UserSongsDto[]> {
    const constraints = constraintsOf(asked);
    if (userIds.length === 0) return [];
    const found = await this.listeners.ofBatch(userIds);
    const ranked: RankedList[] = new Array<RankedList>(found.length);
    for (const group of groups(found)) {
      await setImmediate();
      const { model } = group[0]!.user.served;
      const request = plainRequest(asked, await this.facts.constraintsOn(model, constraints));
      const pages = rankSongsOfBatch(
        model,
        group.map(({ user }) => user.listener),
        request,
      );
      group.forEach(({ user, place }, n) => {
        const { userId, served, listener, reason } = user;
        ranked[place] = { served, userId, listener, reason, page: pages[n]! };
      });
    }
    const lists = await this.lists.present(ranked);
    return lists.map((list, n) => ({ userId: found[n]!.userId, ...list }));
  }
}

function plainRequest({ limit, includePlayed = false }: AskedOfBatch, constraints: RowConstraints | null) {
  return {
    limit,
    includePlayed,
    exclude: [],
    include: null,
    diversity: 0 as const,
    minScore: -Infinity,
    constraints,
  };
}

/** Users of one version together, a few at a time, each with its place in the answer. */
function groups(users: readonly UserListener[]): { user: UserListener; place: number }[][] {
  const placed = users.map((user, place) => ({ user, place }));
  return [...new Set(users.map(({ served }) => served.model))].flatMap((model) => {
    const own = placed.filter(({ user }) => user.served.model === model);
    const count = Math.ceil(own.length / TOGETHER);
    return Array.from({ length: count }, (_, n) => own.slice(n * TOGETHER, (n + 1) * TOGETHER));
  });
}
