import { Injectable } from '@nestjs/common';
import type { SongRequest } from '../../answers/best-songs.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { NOTHING_KNOWN } from '../../answers/constraints/constraints.js';
import type { SongTraits } from '../../answers/constraints/constraints.js';
import { rankSongs } from '../../answers/song-ranking.js';
import type { Listener } from '../../listener/listener.js';
import type { UserListener } from '../../listener/listeners.js';
import { SongsAgain } from '../again/songs-again.js';
import type { SongsQuery } from '../songs-query.dto.js';
import { mixPage } from './mix-page.js';
import type { Candidate, MixPage } from './mix-page.js';

/** New songs that a page is made from: those whose singers have no room next to the others are passed over. */
const CANDIDATES = 1_000;

/** What the pages before have shown: rows, and ids of songs to hear again as ranked at a time. */
export interface ShownSongs {
  rows: readonly number[];
  again: readonly string[];
  /** Plays received later do not count; null on the first page. */
  at: string | null;
}

/** New songs and songs to hear again in one list, by the share of repeats in what the user plays, or as asked for. */
@Injectable()
export class MixedSongs {
  constructor(
    private readonly again: SongsAgain,
    private readonly catalogue: CatalogueRepository,
  ) {}

  /** @returns also the time as of which songs to hear again were ranked */
  async page(
    found: UserListener,
    listener: Listener,
    request: SongRequest,
    shown: ShownSongs,
    query: Pick<SongsQuery, 'include' | 'exclude' | 'againShare'>,
  ): Promise<MixPage & { at: string | null }> {
    const { model } = found.served;
    const own = await this.again.own(found, shown.at);
    const isOut = new Set([...shown.again, ...canonical(query.exclude ?? [])]);
    const isIn = query.include === undefined ? null : new Set(canonical(query.include));
    const again = own.favourites.filter(
      ({ songId }) => !isOut.has(songId) && (isIn === null || isIn.has(songId)),
    );
    const { constraints } = request;
    const asked = constraints?.asked ?? null;
    const traitsOf =
      asked === null
        ? () => NOTHING_KNOWN
        : await this.catalogue.traits([...again.map(({ songId }) => songId), ...shown.again]);
    const rowTraits = (row: number): SongTraits => constraints?.facts.traits(row) ?? NOTHING_KNOWN;
    const { rows, scores } = rankSongs(model, listener, {
      ...request,
      limit: CANDIDATES,
      // How many of a singer or genre the list holds is counted where both kinds are mixed.
      constraints: constraints && {
        ...constraints,
        asked: { ...constraints.asked, maxPerSinger: Infinity, maxPerGenre: Infinity },
      },
      exclude: [...request.exclude, ...shown.rows],
    });
    const fresh = rows.map((row, n): Candidate => {
      return { songId: String(model.songIds[row]), row, score: scores[n]!, traits: rowTraits(row) };
    });
    const ownSongs = again.map(({ songId, score }) => ({ songId, row: -1, score, traits: traitsOf(songId) }));
    const page = mixPage(
      fresh,
      ownSongs,
      { limit: request.limit, share: query.againShare ?? own.share, constraints: asked },
      {
        fresh: shown.rows.length,
        again: shown.again.length,
        traits: [...shown.rows.map(rowTraits), ...shown.again.map(traitsOf)],
      },
    );
    return { ...page, at: shown.at ?? own.at };
  }
}

function canonical(ids: readonly string[]): string[] {
  return ids.map((id) => String(BigInt(id)));
}
