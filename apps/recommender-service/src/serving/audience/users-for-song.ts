import { Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { AudienceQuery, UsersForSongDto } from './audience.dto.js';
import { InterestedPages } from './interested-pages.js';

/** Who may like a song, most interested first. */
@Injectable()
export class UsersForSong {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly pages: InterestedPages,
  ) {}

  /**
   * @throws DomainError unavailable without a live model, not_found for a song that occurs in no event, and
   * those of a cursor
   */
  async find(songId: string, query: AudienceQuery): Promise<UsersForSongDto> {
    const basis = await this.pages.basis(query);
    const name = await this.catalogue.nameOf(songId);
    const { model } = basis.served;
    const song = model.findSong(songId);
    const asked = { by: 'the song', songs: [song], met: [song], whyNone: whyNotListed(model, song) };
    const page = await this.pages.find(basis, { ...asked, question: { songId } }, query);
    return { ...name, ...page };
  }
}

function whyNotListed(model: RecommenderModel, song: number): string | null {
  if (song === -1) return 'The song is too short, too rarely heard or too new for the model.';
  return model.isHidden(song) ? 'The song is hidden.' : null;
}
