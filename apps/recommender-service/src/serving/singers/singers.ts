import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { PLAIN_REQUEST } from '../../answers/best-songs.js';
import { dislikedSingers } from '../../answers/disliked-rows.js';
import { DislikedSongs } from '../../answers/disliked-songs.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import type { SongFacts } from '../../answers/constraints/song-facts.js';
import type { SingerOfModel } from '../../interactions/singers.js';
import { stampOf } from '../../answers/model-stamp.js';
import { rounded } from '../../answers/millionths.js';
import { rankSongs } from '../../answers/song-ranking.js';
import type { SongPage } from '../../answers/song-ranking.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import { mapInTurns } from '../../model/in-turns.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { ServedModels } from '../../registry/served-models.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import { SingerVectors } from './singer-vectors.js';
import type {
  ListedSingerDto,
  SimilarSingersDto,
  SingersDto,
  SingersForUserDto,
  SingersForUserQuery,
} from './singers.dto.js';

/** So many of the best songs for a user determine which singers are. */
const BEST_SONGS = 1_000;

/** A singer among all of a model. */
export interface FoundSinger {
  facts: SongFacts;
  singer: SingerOfModel;
}

/** Singers as the songs of the live version have them. */
@Injectable()
export class Singers {
  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly facts: KnownFacts,
    private readonly listeners: Listeners,
    private readonly vectors: SingerVectors,
    private readonly disliked: DislikedSongs,
  ) {}

  /** @throws DomainError not_found for one by whom the model has no song */
  async ofModel(model: RecommenderModel, singerId: string): Promise<FoundSinger> {
    const facts = await this.facts.of(model);
    const singer = facts.singer(String(BigInt(singerId)));
    if (singer !== null) return { facts, singer };
    throw new DomainError(
      'not_found',
      'singer_unknown',
      `No song of the model is by singer ${singerId}: GET /search tells the ids.`,
    );
  }

  /** @throws DomainError unavailable without a live model */
  async list(limit: number): Promise<SingersDto> {
    const { model, version } = await this.models.forUser(null, await this.states.read());
    const facts = await this.facts.of(model);
    const listed = await mapInTurns(facts.allSingers(), (singer) => described(singer, model));
    const singers = listed
      .filter((singer) => singer !== null)
      .sort((a, b) => b.listeners - a.listeners || (a.name < b.name ? -1 : 1));
    return { singers: singers.slice(0, limit), ...stampOf(version) };
  }

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async forUser(user: string, query: SingersForUserQuery): Promise<SingersForUserDto> {
    const found = await this.listeners.of(user);
    const exclude = await this.disliked.rows(found.served.model, found.dislikes);
    return listed(found, await this.facts.of(found.served.model), exclude, query);
  }

  /** @throws DomainError unavailable without a live model, not_found for one by whom the model has no song */
  async similar(singerId: string, limit: number): Promise<SimilarSingersDto> {
    const served = await this.models.forUser(null, await this.states.read());
    const { facts, singer } = await this.ofModel(served.model, singerId);
    const nearest = await this.vectors.nearest(served.model, facts, singer, limit);
    return {
      singerId: singer.singerId,
      name: singer.name,
      singers: nearest.map((other) => ({ ...other, similarity: rounded(other.similarity) })),
      reason: nearest.length === 0 ? 'No other singer has songs in the model.' : null,
      ...stampOf(served.version),
    };
  }
}

function listed(
  { userId, served, listener, reason, dislikes }: UserListener,
  facts: SongFacts,
  exclude: readonly number[],
  { limit, includePlayed }: SingersForUserQuery,
): SingersForUserDto {
  const { model, version } = served;
  const best = rankSongs(model, listener, { ...PLAIN_REQUEST, limit: BEST_SONGS, includePlayed, exclude });
  const met = new Set(
    [...listener.history.songs].flatMap((row) => facts.singersOf(row).map(({ singerId }) => singerId)),
  );
  const isDisliked = dislikedSingers(dislikes);
  const singers = singersOfSongs(best, facts).filter(
    ({ singerId }) => (includePlayed || !met.has(singerId)) && !isDisliked.has(singerId),
  );
  return {
    userId,
    singers: singers.slice(0, limit).map((singer) => ({ ...singer, score: rounded(singer.score) })),
    reason:
      singers.length === 0
        ? 'No singer is left whose songs suit the user: none is known, or all have been played.'
        : reason,
    ...stampOf(version),
  };
}

function described(
  { singerId, name, songs }: SingerOfModel,
  model: RecommenderModel,
): ListedSingerDto | null {
  const shown = songs.filter((song) => !model.isHidden(song));
  if (shown.length === 0) return null;
  const listeners = shown.reduce((sum, song) => sum + model.listeners[song]!, 0);
  return { singerId, name, songs: shown.length, listeners };
}

interface SingerScore {
  singerId: string;
  name: string;
  score: number;
  /** Songs in the ranking. */
  songs: number;
}

/** Songs of a singer that make the score. */
const SCORED_SONGS = 3;

/**
 * The singers of a ranking of songs, by the sum of their three best songs, ties by the place of the best one:
 * many songs that nearly suit do not outweigh a few that do. A song of several singers counts for each of
 * them.
 */
export function singersOfSongs(
  { rows, scores }: Pick<SongPage, 'rows' | 'scores'>,
  facts: SongFacts,
): SingerScore[] {
  const found = new Map<string, SingerScore>();
  rows.forEach((row, n) => {
    for (const { singerId, name } of facts.singersOf(row)) {
      const singer = found.get(singerId) ?? { singerId, name, score: 0, songs: 0 };
      found.set(singerId, singer);
      if (singer.songs++ < SCORED_SONGS) singer.score += scores[n]!;
    }
  });
  return [...found.values()].sort((a, b) => b.score - a.score);
}
