import { Injectable } from '@nestjs/common';
import { RecommendationIds } from './recommendation-id.js';
import type { RecommendationOrigin } from './recommendation-id.js';
import type { ServedModel } from '../versions/served-models.js';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { CatalogueRepository } from './catalogue.repository.js';
import type { SongName } from './catalogue.repository.js';
import { mapInTurns } from '../model/in-turns.js';
import { stampOf } from './model-stamp.js';
import { reasonsFor } from './reasons.js';
import type { Reason } from './reasons.js';
import type { RecommendedSongDto, SongList } from './recommendation.dto.js';
import type { SongPage } from './song-page.js';

/** A page that has been ranked and is to be shown. */
export interface RankedList {
  served: ServedModel;
  /** Null for a guest. */
  userId: string | null;
  listener: Listener;
  page: Pick<SongPage, 'rows' | 'scores'> & { again?: readonly OwnSong[] };
  /** Why it is not personal. */
  reason: string | null;
}

/** A song to hear again between the new ones of a mixed list. */
interface OwnSong {
  songId: string;
  score: number;
  /** Its place in the whole list. */
  place: number;
}

/** What an empty list says for itself. */
const NOTHING_LEFT =
  'No song is left: those that could be listed are played, hidden, excluded, not included, by other singers or of other lengths than asked ' +
  'for, below minScore or on pages before.';

/** Gives ranked lists their names, reasons and ids; one statement for all names, however many lists. */
@Injectable()
export class SongLists {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly ids: RecommendationIds,
  ) {}

  async present(lists: readonly RankedList[]): Promise<SongList[]> {
    const ids = new Set<string>();
    const reasons = await mapInTurns(lists, ({ served: { model }, listener, page }) => {
      const found = reasonsFor(model, listener, page.rows);
      for (const row of page.rows) ids.add(String(model.songIds[row]));
      for (const { songId } of page.again ?? []) ids.add(songId);
      for (const { song } of found.flat()) ids.add(String(model.songIds[song]));
      return found;
    });
    const names = await this.catalogue.songs(ids);
    const newId = await this.ids.maker();
    return await mapInTurns(lists, (list, n) => describe(list, reasons[n]!, names, newId));
  }
}

function describe(
  list: RankedList,
  reasons: Reason[][],
  names: Map<string, SongName>,
  newId: (origin: RecommendationOrigin) => string,
): SongList {
  const { served, userId, listener, page, reason } = list;
  const { version, model, experimentId, variant } = served;
  const { source } = listener;
  const songs = page.rows.map((song, n): RecommendedSongDto => ({
    ...named(model, song, names),
    ...scoreParts(model, page.scores[n]!, reasons[n]!, names),
    source,
  }));
  // Places ascend, so each is right when the songs before it stand.
  for (const { songId, score, place } of page.again ?? []) {
    const parts = { score: rounded(score), because: [], rest: rounded(score) };
    songs.splice(place, 0, { ...namedById(songId, names), ...parts, source: 'again' });
  }
  return {
    recommendationId: newId({
      modelVersion: version.version,
      source: page.again === undefined ? source : 'mix',
      experimentId,
      variant,
      userId,
    }),
    songs,
    reason: songs.length === 0 ? NOTHING_LEFT : reason,
    freshEvents: listener.freshEvents,
    variant,
    ...stampOf(version),
  };
}

/** The rest is taken from the rounded parts, so that what is served sums exactly. */
function scoreParts(
  model: RecommenderModel,
  score: number,
  reasons: Reason[],
  names: Map<string, SongName>,
): Pick<RecommendedSongDto, 'score' | 'because' | 'rest'> {
  const because = reasons.map(({ song, contribution }) => ({
    ...named(model, song, names),
    contribution: rounded(contribution),
  }));
  const explained = because.reduce((sum, { contribution }) => sum + contribution, 0);
  return { score: rounded(score), because, rest: rounded(rounded(score) - explained) };
}

function named(
  model: RecommenderModel,
  song: number,
  names: Map<string, SongName>,
): SongName & { songId: string } {
  return namedById(String(model.songIds[song]), names);
}

function namedById(songId: string, names: Map<string, SongName>): SongName & { songId: string } {
  return { songId, title: names.get(songId)?.title ?? null, singer: names.get(songId)?.singer ?? null };
}

export function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
