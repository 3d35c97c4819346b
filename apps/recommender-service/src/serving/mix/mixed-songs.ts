import { Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import type { SongTraits } from '../../answers/constraints/constraints.js';
import type { RankedList } from '../../answers/song-lists.js';
import { LONGEST_LIST } from '../../answers/ranked-page.js';
import { rankSongs } from '../../answers/song-ranking.js';
import type { SongRequest } from '../../answers/song-ranking.js';
import type { MixEnd } from '../../answers/song-page.js';
import type { Listener } from '../../listener/listener.js';
import type { UserListener } from '../../listener/listeners.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { SongsAgain } from '../again/songs-again.js';
import type { SongsQuery } from '../songs-query.dto.js';
import { mixPage } from './mix-page.js';
import type { Candidate } from './mix-page.js';

interface AskedOfMix {
  listener: Listener;
  request: SongRequest;
  end: MixEnd | null;
}

const NOTHING_KNOWN: SongTraits = { singers: [], seconds: null };

/** New songs and songs to hear again in one list, by the share of repeats in what the user plays. */
@Injectable()
export class MixedSongs {
  constructor(
    private readonly again: SongsAgain,
    private readonly catalogue: CatalogueRepository,
  ) {}

  async page(
    { userId, served: { model } }: UserListener,
    { listener, request, end }: AskedOfMix,
    query: Pick<SongsQuery, 'include' | 'exclude'>,
  ): Promise<RankedList['page'] & { end: MixEnd | null }> {
    const own = await this.again.own(userId, end?.at ?? null);
    const shown: MixEnd = end ?? { fresh: [], again: [], at: own.at };
    const isOut = new Set([...shown.again, ...canonical(query.exclude ?? [])]);
    const isIn = query.include === undefined ? null : new Set(canonical(query.include));
    const again = own.favourites.filter(
      ({ songId }) => !isOut.has(songId) && (isIn === null || isIn.has(songId)),
    );
    const asked = request.constraints?.asked ?? null;
    const traits =
      asked === null
        ? new Map<string, SongTraits>()
        : await this.catalogue.traits([...again.map(({ songId }) => songId), ...shown.again]);
    const traitsOf = (songId: string): SongTraits => traits.get(songId) ?? NOTHING_KNOWN;
    const rowTraits = (row: number): SongTraits => request.constraints?.facts.traits(row) ?? NOTHING_KNOWN;
    const ownSongs = again.map(({ songId, score }) => ({ songId, row: -1, score, traits: traitsOf(songId) }));
    const shownTraits = [...shown.fresh.map(rowTraits), ...shown.again.map(traitsOf)];
    // New songs whose singers have no room next to the others are passed over, so more may be needed.
    for (let most = 2 * request.limit; ; most = Math.min(LONGEST_LIST, 4 * most)) {
      const fresh = freshSongs(model, listener, { ...request, limit: most }, shown, rowTraits);
      const page = mixPage(
        fresh,
        ownSongs,
        { limit: request.limit, share: own.share, constraints: asked },
        shown,
        shownTraits,
      );
      if (page.end !== null || fresh.length < most || most === LONGEST_LIST) return page;
    }
  }
}

/**
 * The best new songs that were not shown; how many of a singer the list holds is counted where both kinds are
 * mixed.
 */
function freshSongs(
  model: RecommenderModel,
  listener: Listener,
  request: SongRequest,
  shown: MixEnd,
  traitsOf: (row: number) => SongTraits,
): Candidate[] {
  const { constraints } = request;
  const { rows, scores } = rankSongs(model, listener, {
    ...request,
    includePlayed: false,
    constraints: constraints && { ...constraints, asked: { ...constraints.asked, maxPerSinger: Infinity } },
    exclude: [...request.exclude, ...shown.fresh],
  });
  return rows.map((row, n) => ({
    songId: String(model.songIds[row]),
    row,
    score: scores[n]!,
    traits: traitsOf(row),
  }));
}

function canonical(ids: readonly string[]): string[] {
  return ids.map((id) => String(BigInt(id)));
}
