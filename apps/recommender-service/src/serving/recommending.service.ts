import { LiveModel, ReadinessChecks } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { Listener } from '../listener/listener.js';
import { LIVE_RECOMMENDER } from '../versions/live-recommender.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { Listeners } from '../listener/listeners.js';
import type { UserListener } from '../listener/listeners.js';
import { PageCursors, questionMark } from '../answers/page-cursor.js';
import type { PageCursor } from '../answers/page-cursor.js';
import type { SongsForUserDto } from '../answers/recommendation.dto.js';
import { SongLists } from '../answers/song-lists.js';
import { rankSongs } from '../answers/song-ranking.js';
import type { SongWish } from '../answers/song-ranking.js';
import type { SongsQuery } from './songs-query.dto.js';

/** Songs for a user, page by page; each answer comes from one version from beginning to end. */
@Injectable()
export class RecommendingService implements OnModuleInit {
  constructor(
    @Inject(LIVE_RECOMMENDER) private readonly live: LiveModel<RecommenderModel>,
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly readiness: ReadinessChecks,
    private readonly cursors: PageCursors,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => ({
      version: this.live.current()?.version.version ?? null,
    }));
  }

  /**
   * @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known, invalid or conflict for a
   *   cursor that cannot be gone on from
   */
  async songsFor(user: string, query: SongsQuery): Promise<SongsForUserDto> {
    return await this.listOf(await this.listeners.of(user), query);
  }

  /** The list of a user who has been looked up. @throws DomainError invalid or conflict for a cursor that cannot be gone on from */
  async listOf(found: UserListener, query: SongsQuery): Promise<SongsForUserDto> {
    const { userId, served, reason } = found;
    const { model, version } = served;
    const { cursor } = query;
    const question = questionOf(userId, query);
    const before =
      cursor === undefined
        ? null
        : await this.cursors.read(cursor, { modelVersion: version.version, question });
    const listener = before === null ? found.listener : asBefore(before, found);
    const page = rankSongs(model, listener, wishOf(model, query), before?.end);
    const [list] = await this.lists.present([{ served, userId, listener, page, reason }]);
    return {
      userId,
      ...list!,
      nextCursor:
        page.end === null
          ? null
          : await this.cursors.write(cursorOf(listener, page.end, version.version, question)),
    };
  }
}

function cursorOf(
  listener: Listener,
  end: PageCursor['end'],
  modelVersion: number,
  question: string,
): PageCursor {
  const { source } = listener;
  return { modelVersion, question, source, vector: source === 'fold-in' ? listener.vector : null, end };
}

/** The listener of the page before: its vector stays, what has been played since is left out all the same. */
function asBefore({ source, vector }: PageCursor, { listener, trained }: UserListener): Listener {
  if (source === 'fold-in') return { ...listener, source, vector };
  if (source === 'popular') return { ...listener, source, vector: null };
  return trained === null ? listener : { ...listener, source, vector: trained };
}

/** All that was asked for but the limit, which may change from page to page. */
function questionOf(
  userId: string,
  { exclude, include, includePlayed, diversity, minScore }: SongsQuery,
): string {
  return questionMark({ userId, exclude, include, includePlayed, diversity, minScore });
}

function wishOf(model: RecommenderModel, query: SongsQuery): SongWish {
  const rowsOf = (ids: readonly string[]): number[] =>
    ids.map((id) => model.findSong(id)).filter((song) => song !== -1);
  return {
    limit: query.limit,
    exclude: rowsOf(query.exclude ?? []),
    include: query.include === undefined ? null : rowsOf(query.include),
    includePlayed: query.includePlayed,
    diversity: query.diversity,
    minScore: query.minScore ?? -Infinity,
  };
}
