import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { ServedModels } from '../../versions/served-models.js';
import { ServingStateRepository } from '../../versions/serving-state.repository.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { stampOf } from '../../answers/model-stamp.js';
import { rounded } from '../../answers/song-lists.js';
import type { SimilarSongsDto } from './songs.dto.js';

/** Songs that the same people like: the largest cosines of the vectors. */
@Injectable()
export class SimilarSongs {
  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly catalogue: CatalogueRepository,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a song that occurs in no event */
  async find(songId: string, limit: number): Promise<SimilarSongsDto> {
    const { model, version } = await this.models.forUser(null, await this.states.read());
    const song = model.findSong(songId);
    const found = song === -1 ? null : model.songs.nearest(model.songs.vector(song), limit, [song]);
    const ids = Array.from(found?.indices ?? [], (row) => String(model.songIds[row]));
    const ownId = String(BigInt(songId));
    const names = await this.catalogue.songs([...ids, ownId]);
    const own = names.get(ownId);
    if (own === undefined) {
      throw new DomainError('not_found', 'song_unknown', `No event of song ${songId} has been loaded.`);
    }
    return {
      songId: ownId,
      ...own,
      songs: ids.map((id, n) => {
        const { title = null, singer = null } = names.get(id) ?? {};
        return { songId: id, title, singer, similarity: rounded(found!.scores[n]!) };
      }),
      reason: song === -1 ? 'The song is too short, too rarely heard or too new for the model.' : null,
      ...stampOf(version),
    };
  }
}
