import { Injectable } from '@nestjs/common';
import { ServedModels } from '../../registry/served-models.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import type { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { stampOf } from '../../answers/model-stamp.js';
import { rounded } from '../../answers/millionths.js';
import { firstSongs, songsLeft } from '../../answers/song-ranking.js';
import type { SimilarSongsDto } from './songs.dto.js';

/** Songs that the same people like, by what the version scores with. */
@Injectable()
export class SimilarSongs {
  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly catalogue: CatalogueRepository,
    private readonly facts: KnownFacts,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a song that occurs in no event */
  async find(songId: string, query: ConstrainedQuery): Promise<SimilarSongsDto> {
    const { model, version } = await this.models.forUser(null, await this.states.read());
    const song = model.findSongWithVector(songId);
    const constraints = await this.facts.constraintsOn(model, await this.facts.asked(query));
    const found =
      song === -1
        ? null
        : firstSongs((refused) => (k) => model.nearestSongs(song, k, refused), query.limit, constraints);
    const ids = (found?.rows ?? []).map((row) => String(model.songIds[row]));
    const named = await this.catalogue.named([...ids, String(BigInt(songId))]);
    return {
      ...(await this.catalogue.nameOf(songId)),
      songs: ids.map((id, n) => ({ ...named(id), similarity: rounded(found!.scores[n]!) })),
      songsLeft: songsLeft(constraints),
      reason: whyNone(song, ids),
      ...stampOf(version),
    };
  }
}

function whyNone(song: number, ids: readonly string[]): string | null {
  if (song === -1) return 'The song is too short, too rarely heard or too new for the model.';
  return ids.length > 0 ? null : 'No other song is left by what was asked of songs.';
}
