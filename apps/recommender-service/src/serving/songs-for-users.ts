import { Injectable } from '@nestjs/common';
import { Listeners } from '../listener/listeners.js';
import { PLAIN_REQUEST } from '../answers/best-songs.js';
import type { AskedOfSongs } from '../answers/constraints/constraints.dto.js';
import { DislikedSongs } from '../answers/disliked-songs.js';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import type { RowConstraints } from '../answers/constraints/song-facts.js';
import type { UserSongsDto } from '../answers/recommendation.dto.js';
import { SongLists } from '../answers/song-lists.js';
import { rankSongs, songsLeft } from '../answers/song-ranking.js';
import { mapInTurns } from '../model/in-turns.js';
import type { RecommenderModel } from '../model/recommender-model.js';

type AskedOfBatch = AskedOfSongs & { limit: number; includePlayed?: boolean };

/** Lists for a batch of users in a few statements. */
@Injectable()
export class SongsForUsers {
  constructor(
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly facts: KnownFacts,
    private readonly disliked: DislikedSongs,
  ) {}

  /**
   * In the order of the ids; a user of whom nothing is known gets popular songs.
   * @throws DomainError unavailable without a live model
   */
  async find(userIds: readonly string[], asked: AskedOfBatch): Promise<UserSongsDto[]> {
    const constraints = await this.facts.asked(asked);
    if (userIds.length === 0) return [];
    const { limit, includePlayed = false } = asked;
    const found = await this.listeners.ofBatch(userIds);
    const byModel = new Map<RecommenderModel, RowConstraints | null>();
    for (const model of new Set(found.map(({ served }) => served.model)))
      byModel.set(model, await this.facts.constraintsOn(model, constraints));
    const exclude: number[][] = [];
    for (const { served, dislikes } of found) exclude.push(await this.disliked.rows(served.model, dislikes));
    const ranked = await mapInTurns(found, ({ userId, served, listener, reason, dislikes }, n) => {
      const constraints = byModel.get(served.model)!;
      const ofUser = { limit, includePlayed, constraints, exclude: exclude[n]! };
      const page = rankSongs(served.model, listener, { ...PLAIN_REQUEST, ...ofUser });
      const list = { served, userId, listener, dislikes, constraints, reason, page };
      return { ...list, songsLeft: songsLeft(constraints) };
    });
    const lists = await this.lists.present(ranked);
    return lists.map((list, n) => ({ userId: found[n]!.userId, ...list }));
  }
}
