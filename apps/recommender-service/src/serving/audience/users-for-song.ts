import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import type { SongName } from '../../answers/catalogue.repository.js';
import { stampOf } from '../../answers/model-stamp.js';
import { questionMark } from '../../answers/page-cursor.js';
import { holdsRow, joinedRows } from '../../model/row-lists.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { AudienceBases, isAskedFor, rowsOutside, whyNobody } from './audience-basis.js';
import type { AudienceBasis } from './audience-basis.js';
import type { AudienceQuery, UsersForSongDto } from './audience.dto.js';
import { InterestedPages } from './interested-pages.js';
import type { AskedUsers } from './interested-pages.js';
import { audienceOf } from './interested-users.js';

const NOBODY_LEFT =
  'No user is left who fits churnBand and activeSince, has a history and has not met the song already.';

/** Who may like a song, most interested first. */
@Injectable()
export class UsersForSong {
  constructor(
    private readonly bases: AudienceBases,
    private readonly catalogue: CatalogueRepository,
    private readonly pages: InterestedPages,
  ) {}

  /**
   * @throws DomainError unavailable without a live model, not_found for a song that occurs in no event, and
   * those of a cursor
   */
  async find(songId: string, query: AudienceQuery): Promise<UsersForSongDto> {
    const basis = await this.bases.read(query);
    const name = (await this.catalogue.songs([songId])).get(String(BigInt(songId)));
    if (name !== undefined) return await this.make(basis, songId, name, query);
    throw new DomainError('not_found', 'song_unknown', `No event of song ${songId} has been loaded.`);
  }

  private async make(
    basis: AudienceBasis,
    songId: string,
    name: SongName,
    query: AudienceQuery,
  ): Promise<UsersForSongDto> {
    const { scores, served } = basis;
    const { model, version } = served;
    const song = model.findSong(songId);
    const about = {
      ...{ songId, ...name },
      churnSnapshotDate: scores?.snapshotDate ?? null,
      ...stampOf(version),
    };
    const why = whyNotListed(model, song) ?? whyNobody(basis, query);
    if (why !== null) return { ...about, users: [], reason: why, nextCursor: null };
    const { churnBand, activeSince } = query;
    const asked = askedUsers(basis, song, questionMark({ songId, churnBand, activeSince }));
    const { users, nextCursor } = await this.pages.page(basis, asked, query);
    return { ...about, users, reason: users.length > 0 ? null : NOBODY_LEFT, nextCursor };
  }
}

/** Everybody but those who have met the song, in the order of their scores. */
function askedUsers(basis: AudienceBasis, song: number, question: string): AskedUsers {
  const { model } = basis.served;
  const listeners = model.listenersOf(song);
  const excluded = joinedRows([listeners, ...rowsOutside(basis, model)]);
  const everybody = audienceOf(
    model,
    basis.fresh,
    (user) => !holdsRow(listeners, user.row) && isAskedFor(basis, user),
  );
  return {
    everybody,
    best: (k) => everybody.top(song, k, excluded),
    songId: String(model.songIds[song]),
    question,
  };
}

function whyNotListed(model: RecommenderModel, song: number): string | null {
  if (song === -1) return 'The song is too short, too rarely heard or too new for the model.';
  return model.isHidden(song) ? 'The song is hidden.' : null;
}
