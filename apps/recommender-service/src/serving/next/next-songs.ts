import { OuterIds } from '#common';
import { Injectable } from '@nestjs/common';
import type { SongRequest } from '../../answers/best-songs.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { SongLists } from '../../answers/song-lists.js';
import type { RankedList } from '../../answers/song-lists.js';
import { rankSongs } from '../../answers/song-ranking.js';
import { listenerOf } from '../../listener/listener.js';
import type { Listener } from '../../listener/listener.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { ServedModels } from '../../registry/served-models.js';
import { ServingStateRepository } from '../../registry/serving-state.js';
import { ListPlans } from '../scenarios/list-plans.js';
import type { NextQuery, NextSongsDto } from './next.dto.js';
import { spacedSingers } from './spaced-singers.js';
import { NO_DISLIKES } from '../../listener/user-news.repository.js';

/** Songs that are ranked, to place their singers apart. */
const CANDIDATES = 1_000;

/** Songs that come after others: a radio, or the end of a playlist. */
@Injectable()
export class NextSongs {
  constructor(
    private readonly models: ServedModels,
    private readonly states: ServingStateRepository,
    private readonly listeners: Listeners,
    private readonly plans: ListPlans,
    private readonly lists: SongLists,
    private readonly facts: KnownFacts,
    private readonly catalogue: CatalogueRepository,
    private readonly ids: OuterIds,
  ) {}

  /**
   * @param user null: a guest
   * @throws DomainError unavailable without a live model and events, not_found for a user of whom nothing is known
   */
  async find(user: string | null, query: NextQuery): Promise<NextSongsDto> {
    const found = user === null ? await this.guest() : await this.listeners.of(user);
    const { model } = found.served;
    const { singerSpacing = model.rule.singerSpacing, includePlayed, ...asked } = query;
    const after = asked.after.map((id) => String(BigInt(id)));
    const rows = after.map((id) => model.findSong(id));
    const isKnown = (row: number): boolean => row !== -1 && model.saysWhatIsNext(row);
    const unknown = [...new Set(after.filter((_, n) => !isKnown(rows[n]!)))];
    const plan = await this.plans.resolve(undefined, { ...asked, includePlayed: 'true' }, found);
    const { request, songsLeft } = await this.plans.request(found, plan);
    const played = includePlayed ? [] : found.listener.history.songs;
    const exclude = [...request.exclude, ...played, ...rows.filter((row) => row !== -1)];
    const listener = listenerAfter(model, rows.filter(isKnown));
    const before = singerSpacing === 1 ? [] : after.slice(1 - singerSpacing);
    const page = await this.page(model, listener, { ...request, exclude }, before, singerSpacing);
    const shown = await this.ids.shown('song', unknown);
    const reason = listener.source === 'popular' ? whyPopular(model, unknown.map(shown)) : null;
    const userId = user === null ? null : found.userId;
    const [list] = await this.lists.present([
      {
        ...{ served: found.served, userId, listener, dislikes: found.dislikes },
        ...{ constraints: request.constraints, page, reason, songsLeft },
      },
    ]);
    return { userId, ...list!, unknown: unknown.map(await this.catalogue.named(unknown)) };
  }

  /** Nobody is known of. */
  private async guest(): Promise<UserListener> {
    const state = await this.states.read();
    const served = await this.models.forListener(null, state);
    const listener = listenerOf(served.model, -1, null, []);
    const nobody = { userId: '', row: -1, trained: null, reason: null, isExcluded: false };
    return { ...nobody, served, listener, dislikes: NO_DISLIKES, state };
  }

  /** The best songs, their singers placed apart. @param last songs before the list that are near enough to count. */
  private async page(
    model: RecommenderModel,
    listener: Listener,
    request: SongRequest,
    last: readonly string[],
    spacing: number,
  ): Promise<RankedList['page']> {
    const facts = await this.facts.of(model);
    const traits = await this.catalogue.traits(last);
    const before = last.map((id) => traits(id).singers.map(({ singerId }) => singerId));
    const { limit } = request;
    const ranked = { ...request, limit: spacing === 1 ? limit : CANDIDATES };
    const { rows, scores } = rankSongs(model, listener, ranked);
    const singersOf = (n: number): string[] => facts.singersOf(rows[n]!).map(({ singerId }) => singerId);
    const listed = spacedSingers([...rows.keys()], singersOf, before, { spacing, limit });
    return { rows: listed.map((n) => rows[n]!), scores: listed.map((n) => scores[n]!) };
  }
}

/** Who has heard these songs; without any it is popular songs that come next. */
function listenerAfter(model: RecommenderModel, rows: readonly number[]): Listener {
  const listener = { ...model.justHeard(rows), freshEvents: 0 };
  return rows.length > 0 && model.isPersonal
    ? { ...listener, source: 'next' }
    : { ...listener, source: 'popular', vector: null };
}

function whyPopular(model: RecommenderModel, unknown: readonly string[]): string {
  if (!model.isPersonal) return 'No model is live yet, so these are the popular songs of the newest days.';
  return `The model knows none of the songs, so these are popular ones: ${unknown.join(', ')} (too short, too new, in no session and too rarely heard, or in no event).`;
}
