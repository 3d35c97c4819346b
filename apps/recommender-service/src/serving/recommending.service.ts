import { LiveModel, ReadinessChecks } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { constraintsOf } from '../answers/constraints/constraints.dto.js';
import { KnownFacts } from '../answers/constraints/known-facts.js';
import type { RowConstraints } from '../answers/constraints/song-facts.js';
import type { Listener } from '../listener/listener.js';
import { LIVE_RECOMMENDER } from '../registry/live-recommender.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { Listeners } from '../listener/listeners.js';
import type { UserListener } from '../listener/listeners.js';
import { PageCursors, questionMark } from '../answers/page-cursor.js';
import type { PageCursor } from '../answers/page-cursor.js';
import { SongLists } from '../answers/song-lists.js';
import type { RankedList } from '../answers/song-lists.js';
import { isMixed } from '../answers/song-page.js';
import { rankSongs } from '../answers/song-ranking.js';
import type { SongRequest } from '../answers/song-ranking.js';
import { TiredSongs } from './fatigue/tired-songs.js';
import { MixedSongs } from './mix/mixed-songs.js';
import type { SongsQuery } from './songs-query.dto.js';

/** What a page is made from: on later pages as the list began, see PageCursor. */
interface Asked {
  listener: Listener;
  request: SongRequest;
  end: PageCursor['end'] | null;
}

/** Songs for a user, page by page; each answer comes from one version from beginning to end. */
@Injectable()
export class RecommendingService implements OnModuleInit {
  constructor(
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly readiness: ReadinessChecks,
    private readonly cursors: PageCursors,
    private readonly facts: KnownFacts,
    private readonly tired: TiredSongs,
    private readonly mixed: MixedSongs,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => ({
      version: this.live.current()?.version.version ?? null,
    }));
  }

  /**
   * A SongsForUserDto as JSON.
   * @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known,
   * invalid or conflict for a cursor that cannot be gone on from
   */
  async songsFor(user: string, query: SongsQuery): Promise<Buffer> {
    const found = await this.listeners.of(user);
    const { userId, served, reason } = found;
    const modelVersion = served.version.version;
    const question = questionOf(userId, query);
    const asked = await this.asked(found, query, question);
    const page = await this.page(found, asked, query);
    const nextCursor =
      page.end === null ? null : await this.cursors.write(cursorOf(asked, page.end, modelVersion, question));
    return await this.lists.write({ served, userId, listener: asked.listener, page, reason }, nextCursor);
  }

  private async page(
    found: UserListener,
    { listener, request, end }: Asked,
    query: SongsQuery,
  ): Promise<RankedList['page'] & { end: PageCursor['end'] | null }> {
    if (query.includePlayed === 'mix') {
      return await this.mixed.page(found, { listener, request, end: isMixed(end) ? end : null }, query);
    }
    return rankSongs(found.served.model, listener, request, isMixed(end) ? null : end);
  }

  /** @throws DomainError invalid or conflict for a cursor that cannot be gone on from */
  private async asked(found: UserListener, query: SongsQuery, question: string): Promise<Asked> {
    const { model, version } = found.served;
    const constraints = await this.facts.constraintsOn(model, constraintsOf(query));
    const before =
      query.cursor === undefined
        ? null
        : await this.cursors.read(query.cursor, { modelVersion: version.version, question });
    const tired = before === null ? (await this.tired.of([found]))[0]! : before.tired!;
    return {
      listener: before === null ? found.listener : asBefore(before, found),
      request: requestOf(model, query, query.includePlayed === 'true', constraints, tired),
      end: before?.end ?? null,
    };
  }
}

function cursorOf(
  { listener: { source, vector }, request: { tired } }: Asked,
  end: PageCursor['end'],
  modelVersion: number,
  question: string,
): PageCursor {
  return { modelVersion, question, source, vector: source === 'fold-in' ? vector : null, end, tired };
}

/** The listener of the page before: its vector stays, what has been played since is left out all the same. */
function asBefore({ source, vector }: PageCursor, { listener, trained }: UserListener): Listener {
  if (source === 'fold-in') return { ...listener, source, vector };
  if (source === 'popular') return { ...listener, source, vector: null };
  return trained === null ? listener : { ...listener, source, vector: trained };
}

/** What is asked in the terms of a model; songs that it does not know are nothing to it. */
function requestOf(
  model: RecommenderModel,
  query: Omit<SongsQuery, 'includePlayed'>,
  includePlayed: boolean,
  constraints: RowConstraints | null,
  tired: readonly number[],
): SongRequest {
  const rowsOf = (ids: readonly string[]): number[] =>
    ids.map((id) => model.findSong(id)).filter((song) => song !== -1);
  return {
    limit: query.limit,
    exclude: rowsOf(query.exclude ?? []),
    include: query.include === undefined ? null : rowsOf(query.include),
    includePlayed,
    diversity: query.diversity,
    minScore: query.minScore ?? -Infinity,
    constraints,
    tired,
  };
}

/** The mark of everything that must be the same on all pages of a list. */
function questionOf(userId: string, query: SongsQuery): string {
  const { exclude, include, includePlayed, diversity, minScore } = query;
  const { maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds } = query;
  return questionMark({
    ...{ userId, exclude, include, includePlayed, diversity, minScore },
    ...{ maxPerSinger, includeSingers, excludeSingers, minSeconds, maxSeconds },
  });
}
