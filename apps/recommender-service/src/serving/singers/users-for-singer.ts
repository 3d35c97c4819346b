import { Injectable } from '@nestjs/common';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { SingerOfModel } from '../../interactions/singers.js';
import { InterestedPages } from '../audience/interested-pages.js';
import type { UsersForSingerDto, UsersForSingerQuery } from './singers.dto.js';
import { Singers } from './singers.js';

/** Songs that stand for a singer: those with most listeners. */
const SONGS = 5;

/** Who may like a singer: the users whom the singer's most heard songs suit best. */
@Injectable()
export class UsersForSinger {
  constructor(
    private readonly singers: Singers,
    private readonly pages: InterestedPages,
  ) {}

  /**
   * @throws DomainError unavailable without a live model, not_found for one by whom the model has no song,
   * and those of a cursor
   */
  async find(id: string, query: UsersForSingerQuery): Promise<UsersForSingerDto> {
    const basis = await this.pages.basis(query);
    const { model } = basis.served;
    const { singer } = await this.singers.ofModel(model, id);
    const { singerId, name } = singer;
    const songs = mostHeard(model, singer);
    const { includeListeners } = query;
    const page = await this.pages.find(
      basis,
      {
        by: 'a song of the singer',
        songs,
        met: includeListeners ? [] : singer.songs,
        namedSongs: singer.songs.map((song) => String(model.songIds[song])),
        namedSingers: new Set([singerId]),
        whyNone: songs.length === 0 ? 'All songs of the singer are hidden.' : null,
        question: { singerId, includeListeners },
      },
      query,
    );
    return { singerId, name, ...page };
  }
}

function mostHeard(model: RecommenderModel, { songs }: SingerOfModel): number[] {
  return songs
    .filter((song) => !model.isHidden(song))
    .sort((a, b) => model.listeners[b]! - model.listeners[a]! || a - b)
    .slice(0, SONGS);
}
