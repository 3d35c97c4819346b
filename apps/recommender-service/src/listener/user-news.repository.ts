import { Database, DomainError, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import type { HistoryEvent } from './listener.js';
import type { ServingState, ServingStateRow } from '../registry/serving-state.js';
import { SELECT_HAS_EVENTS, SELECT_NEWS, SELECT_USERS_SINCE } from './user-news.sql.js';

interface FreshEvent extends HistoryEvent {
  /** Milliseconds. */
  receivedAt: number;
}

export interface UserNews {
  isExcluded: boolean;
  /** The user is being erased: a stranger. */
  isErased: boolean;
  events: FreshEvent[];
}

interface FoundNews {
  state: ServingState;
  /** Of one of the users who were asked for. */
  of: (userId: string) => UserNews;
}

type EventRow = [
  songId: string,
  kind: 'play' | 'download',
  playSeconds: number | null,
  songSeconds: number | null,
  day: string,
  receivedAt: number,
];

interface NewsRow extends ServingStateRow {
  /** By user id; null for an excluded user, false for one who is being erased. */
  news: Record<string, EventRow[] | null | false> | null;
}

const NO_NEWS: UserNews = { isExcluded: false, isErased: false, events: [] };
const EXCLUDED: UserNews = { ...NO_NEWS, isExcluded: true };
const ERASED: UserNews = { ...NO_NEWS, isErased: true };

/**
 * Reads what may change between two trainings. Nothing is kept: an answer sees what was committed before it
 * was asked for. All requests of one turn of the event loop share a statement.
 */
@Injectable()
export class UserNewsRepository {
  private readonly rounds = new Rounds((since: number, userIds: readonly string[]) =>
    this.read(since, userIds),
  );

  constructor(private readonly database: Database) {}

  /** @throws DomainError not_found for a user of whom nothing is known */
  async refuseUnknown(userId: string): Promise<void> {
    const [row] = await this.database.query<{ hasEvents: boolean }>(SELECT_HAS_EVENTS, [userId]);
    if (row?.hasEvents === true) return;
    throw new DomainError('not_found', 'user_unknown', 'No event of this user has been loaded.');
  }

  /** Who has played or downloaded something since, in milliseconds; the newest first. */
  async usersSince(since: number, most: number): Promise<{ userId: string; receivedAt: number }[]> {
    return await this.database.query(SELECT_USERS_SINCE, [new Date(since), most]);
  }

  /** @param userIds without leading zeros. @param since milliseconds; events received earlier are not read. */
  ofUsers(userIds: readonly string[], since: number): Promise<FoundNews> {
    return this.rounds.ask(since, userIds);
  }

  private async read(since: number, userIds: readonly string[]): Promise<FoundNews> {
    const values = [userIds, new Date(since)];
    const [row] = await this.database.prepared<NewsRow>('recommender_news', SELECT_NEWS, values);
    const { news, state } = row!;
    return {
      state,
      of: (userId) => {
        const events = news?.[userId];
        if (events === undefined) return NO_NEWS;
        if (events === false) return ERASED;
        return events === null ? EXCLUDED : { ...NO_NEWS, events: events.map(eventOf) };
      },
    };
  }
}

function eventOf([songId, kind, playSeconds, songSeconds, day, receivedAt]: EventRow): FreshEvent {
  return { songId, kind, playSeconds, songSeconds, day, receivedAt };
}
