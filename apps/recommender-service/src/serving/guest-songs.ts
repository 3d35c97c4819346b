import { Injectable } from '@nestjs/common';
import { ServedModels } from '../registry/served-models.js';
import { listenerOf } from '../listener/listener.js';
import { ServingStateRepository } from '../registry/serving-state.js';
import { PLAIN_REQUEST } from '../answers/best-songs.js';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import type { GuestBody } from './batch.dto.js';
import type { SongListDto } from '../answers/recommendation.dto.js';
import { SongLists } from '../answers/song-lists.js';
import { rankSongs, songsLeft } from '../answers/song-ranking.js';
import { NO_DISLIKES } from '../listener/user-news.repository.js';

/** Songs for a guest: the posted history is folded in and forgotten. */
@Injectable()
export class GuestSongs {
  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly lists: SongLists,
    private readonly facts: KnownFacts,
  ) {}

  /** @throws DomainError unavailable without a live model */
  async find(body: GuestBody): Promise<SongListDto> {
    const { events, limit, exclude, includePlayed, diversity } = body;
    const served = await this.models.forListener(null, await this.states.read());
    const { model } = served;
    const history = events.map(({ songId, kind, playedShare }) => ({
      songId,
      kind,
      share: playedShare,
      day: null,
    }));
    const listener = listenerOf(model, -1, null, history);
    const constraints = await this.facts.constraintsOn(model, await this.facts.asked(body));
    const page = rankSongs(model, listener, {
      ...PLAIN_REQUEST,
      limit,
      includePlayed,
      diversity,
      exclude: exclude.map((id) => model.findSong(id)).filter((song) => song !== -1),
      constraints,
    });
    const unknown = model.isPersonal
      ? 'None of the events is a liked song that the model knows.'
      : 'No model is live yet, so these are the popular songs of the newest days.';
    const reason = listener.source === 'popular' ? unknown : null;
    const [list] = await this.lists.present([
      {
        ...{ served, userId: null, listener, dislikes: NO_DISLIKES, constraints },
        ...{ page, reason, songsLeft: songsLeft(constraints) },
      },
    ]);
    return list!;
  }
}
