import { Injectable } from '@nestjs/common';
import type { Dislikes } from '../listener/user-news.repository.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { KnownFacts } from './constraints/known-facts.js';
import { dislikedRows, dislikedSingers } from './disliked-rows.js';

/** Songs that may be in no list for a user: those disliked, and those of which any singer is. */
@Injectable()
export class DislikedSongs {
  constructor(
    private readonly facts: KnownFacts,
    private readonly catalogue: CatalogueRepository,
  ) {}

  /** Rows of the model. */
  async rows(model: RecommenderModel, dislikes: Dislikes): Promise<number[]> {
    return dislikedRows(model, dislikes, dislikes.singers.length === 0 ? null : await this.facts.of(model));
  }

  /** The songs that are left of any, in or outside of the model, in their order. */
  async without<Song>(
    songs: readonly Song[],
    dislikes: Dislikes,
    idOf: (song: Song) => string,
  ): Promise<readonly Song[]> {
    if (dislikes.songIds.length + dislikes.singers.length === 0) return songs;
    const [ids, singerIds] = [new Set(dislikes.songIds), dislikedSingers(dislikes)];
    const traits = await this.catalogue.traits(singerIds.size === 0 ? [] : songs.map(idOf));
    return songs.filter((song) => {
      const songId = idOf(song);
      return !ids.has(songId) && !traits(songId).singers.some(({ singerId }) => singerIds.has(singerId));
    });
  }
}
