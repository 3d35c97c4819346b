import { ReadinessChecks, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { SongRequest } from '../answers/best-songs.js';
import { DislikedSongs } from '../answers/disliked-songs.js';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import { explore } from '../answers/exploration.js';
import { PageCursors, questionMark } from '../answers/page-cursor.js';
import type { SongsForUserDto } from '../answers/recommendation.dto.js';
import { randomText } from '../answers/recommendation-id.js';
import { SongLists } from '../answers/song-lists.js';
import type { RankedList } from '../answers/song-lists.js';
import { rankSongs, songsLeft } from '../answers/song-ranking.js';
import type { SongPage } from '../answers/song-ranking.js';
import type { Listener, ListSource } from '../listener/listener.js';
import { Listeners } from '../listener/listeners.js';
import type { UserListener } from '../listener/listeners.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { LiveRecommender } from '../registry/live-recommender.js';
import { MixedSongs } from './mix/mixed-songs.js';
import type { ShownSongs } from './mix/mixed-songs.js';
import type { SongsQuery } from './songs-query.dto.js';

/**
 * What the next page needs to go on exactly where this one ended: events that arrive between two pages
 * change the first page of the next list, not the rest of this one.
 */
interface ListEnd {
  source: ListSource;
  /** In base64, of a list that was folded in; null: the trained vector, or none. */
  vector: string | null;
  shown: ShownSongs;
}

const NOTHING_SHOWN: ShownSongs = { rows: [], again: [], at: null };

/** Songs for a user, page by page; each answer comes from one version from beginning to end. */
@Injectable()
export class RecommendingService implements OnModuleInit {
  constructor(
    private readonly live: LiveRecommender,
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly readiness: ReadinessChecks,
    private readonly cursors: PageCursors,
    private readonly facts: KnownFacts,
    private readonly mixed: MixedSongs,
    private readonly disliked: DislikedSongs,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => ({
      version: this.live.current()?.version.version ?? null,
    }));
  }

  /**
   * @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known,
   * invalid or conflict for a cursor that cannot be gone on from
   */
  async songsFor(user: string, query: SongsQuery): Promise<SongsForUserDto> {
    const found = await this.listeners.of(user);
    const { userId, served, reason } = found;
    const list = { modelVersion: served.version.version, question: questionOf(userId, query) };
    const before = query.cursor === undefined ? null : await this.cursors.read<ListEnd>(query.cursor, list);
    const onPages = before?.shown ?? NOTHING_SHOWN;
    const listener = before === null ? found.listener : asBefore(before, found);
    const request = await this.request(found, query);
    const { page, at } = await this.page(found, listener, request, onPages, query);
    const end: ListEnd = {
      source: listener.source,
      vector: listener.source === 'fold-in' ? textOf(listener.vector!) : null,
      shown: {
        rows: [...onPages.rows, ...page.rows],
        again: [...onPages.again, ...(page.again ?? []).map(({ songId }) => songId)],
        at,
      },
    };
    const nextCursor = page.hasMore ? await this.cursors.write(list, end) : null;
    const [shown] = await this.lists.present([
      { served, userId, listener, page, reason, songsLeft: songsLeft(request.constraints) },
    ]);
    return { userId, ...shown!, nextCursor };
  }

  private async page(
    found: UserListener,
    listener: Listener,
    request: SongRequest,
    shown: ShownSongs,
    query: SongsQuery,
  ): Promise<{ page: SongPage & RankedList['page']; at: string | null }> {
    if (query.includePlayed === 'mix') {
      const { at, ...page } = await this.mixed.page(found, listener, request, shown, query);
      return { page, at };
    }
    const page = rankSongs(found.served.model, listener, request, shown.rows);
    const perMille = Math.round(1_000 * this.settings.RECOMMENDER_EXPLORATION);
    const isExplored = perMille > 0 && shown === NOTHING_SHOWN;
    const isPlain = request.include === null && request.constraints?.asked.isAsked !== true;
    if (!isExplored || !isPlain) return { page, at: null };
    const how = { random: randomText(), perMille };
    return { page: explore(found.served.model, listener, request, page, how) ?? page, at: null };
  }

  /** What is asked in the terms of a model; songs that it does not know are nothing to it. */
  private async request({ served, dislikes }: UserListener, query: SongsQuery): Promise<SongRequest> {
    const { model } = served;
    const rowsOf = (ids: readonly string[]): number[] =>
      ids.map((id) => model.findSong(id)).filter((song) => song !== -1);
    return {
      limit: query.limit,
      exclude: [...rowsOf(query.exclude ?? []), ...(await this.disliked.rows(model, dislikes))],
      include: query.include === undefined ? null : rowsOf(query.include),
      includePlayed: query.includePlayed === 'true',
      diversity: query.diversity,
      minScore: query.minScore ?? -Infinity,
      constraints: await this.facts.constraintsOn(model, await this.facts.asked(query)),
    };
  }
}

/** The listener of the page before: its vector stays, what has been played since is left out all the same. */
function asBefore({ source, vector }: ListEnd, { listener, trained }: UserListener): Listener {
  if (source === 'fold-in') return { ...listener, source, vector: vectorOf(vector!) };
  if (source === 'popular') return { ...listener, source, vector: null };
  return trained === null ? listener : { ...listener, source, vector: trained };
}

function textOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function vectorOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

/** The mark of everything that must be the same on all pages of a list. */
function questionOf(userId: string, query: SongsQuery): string {
  const { cursor: _cursor, limit: _limit, ...asked } = query;
  return questionMark({ userId, ...asked });
}
