import { Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { stampOf } from '../../answers/model-stamp.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import { SongsAgain } from '../again/songs-again.js';
import { RecommendingService } from '../recommending.service.js';
import { PopularSongs } from '../songs/popular-songs.js';
import type { HomeDto, HomeQuery } from './home.dto.js';
import { fillRows } from './home-rows.js';
import type { RowCandidates } from './home-rows.js';

/** Days whose popular songs are shown. */
const POPULAR_DAYS = 7;

interface Row extends RowCandidates {
  becauseOf: string | null;
  recommendationId: string | null;
}

/** All rows of a start page in one answer, from one version of the model. */
@Injectable()
export class Home {
  constructor(
    private readonly listeners: Listeners,
    private readonly recommending: RecommendingService,
    private readonly again: SongsAgain,
    private readonly popular: PopularSongs,
    private readonly catalogue: CatalogueRepository,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async of(user: string, { limit }: HomeQuery): Promise<HomeDto> {
    const found = await this.listeners.of(user);
    // Each row may lose as many songs as the rows above it show.
    const enough = 5 * limit;
    const [made, own, popular] = await Promise.all([
      this.recommending.listOf(found, { limit, includePlayed: false, diversity: 0 }),
      this.again.rankedOf(found.userId),
      this.popular.find({ days: POPULAR_DAYS, limit: Math.min(200, enough) }),
    ]);
    const because = likeFavourite(found, own.favourites, enough);
    const candidates: Row[] = [
      row('made_for_you', made.songs, { recommendationId: made.recommendationId }),
      row('again', own.favourites),
      row('forgotten', own.forgotten),
      ...(because === null
        ? []
        : [row('because_you_played', because.songs, { becauseOf: because.favourite })]),
      row('popular', popular.songs),
    ];
    const rows = fillRows(candidates, limit);
    const names = await this.catalogue.songs(
      new Set(
        rows.flatMap(({ songIds, becauseOf }) => [...songIds, ...(becauseOf === null ? [] : [becauseOf])]),
      ),
    );
    const named = (songId: string) => ({ songId, title: null, singer: null, ...names.get(songId) });
    return {
      userId: found.userId,
      ...stampOf(found.served.version),
      rows: rows.map(({ kind, songIds, becauseOf, recommendationId }) => ({
        kind,
        becauseOf: becauseOf === null ? null : named(becauseOf),
        recommendationId,
        songs: songIds.map(named),
      })),
    };
  }
}

function row(
  kind: Row['kind'],
  songs: readonly { songId: string }[],
  more: Partial<Pick<Row, 'becauseOf' | 'recommendationId'>> = {},
): Row {
  return {
    kind,
    songIds: songs.map(({ songId }) => songId),
    becauseOf: null,
    recommendationId: null,
    ...more,
  };
}

/** Songs like the first favourite that the model knows, without those that were played; null without such a favourite. */
function likeFavourite(
  { served: { model }, listener }: UserListener,
  favourites: readonly { songId: string }[],
  count: number,
): { favourite: string; songs: { songId: string }[] } | null {
  const favourite = favourites.find(({ songId }) => model.findSong(songId) !== -1)?.songId;
  if (favourite === undefined) return null;
  const vector = model.songs.vector(model.findSong(favourite));
  const { indices } = model.songs.nearest(vector, count, listener.history.songs);
  return { favourite, songs: Array.from(indices, (song) => ({ songId: String(model.songIds[song]) })) };
}
