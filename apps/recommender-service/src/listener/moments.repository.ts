import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { HistoryEvent } from './event-weight.js';
import { ServingStateRepository } from '../versions/serving-state.repository.js';
import { servingStateOf } from '../versions/serving-state.js';
import type { ServingState, ServingStateRow } from '../versions/serving-state.js';
import { SELECT_HAS_EVENTS, SELECT_USER_MOMENTS, SELECT_USERS_SINCE } from './moments.sql.js';

interface FreshEvent extends HistoryEvent {
  /** Milliseconds. */
  receivedAt: number;
}

export interface UserMoment {
  isExcluded: boolean;
  events: FreshEvent[];
}

interface Moments {
  state: ServingState;
  users: Map<string, UserMoment>;
}

/** Users to be read together. */
interface Round {
  since: number;
  userIds: Set<string>;
  moments: Promise<Moments>;
}

type EventRow = [
  songId: string,
  kind: 'play' | 'download',
  playSeconds: number | null,
  songSeconds: number | null,
  day: string,
  receivedAt: number,
];

/** Reads what may change between two trainings. Nothing is kept: an answer sees what was committed before it was asked for. */
@Injectable()
export class MomentsRepository {
  private round: Round | null = null;

  constructor(
    private readonly database: Database,
    private readonly states: ServingStateRepository,
  ) {}

  async hasEvents(userId: string): Promise<boolean> {
    const [row] = await this.database.query<{ hasEvents: boolean }>(SELECT_HAS_EVENTS, [userId]);
    return row?.hasEvents ?? false;
  }

  /** Who has played or downloaded something since, in milliseconds; the newest first. */
  async usersSince(since: number, most: number): Promise<{ userId: string; receivedAt: number }[]> {
    return await this.database.query(SELECT_USERS_SINCE, [new Date(since), most]);
  }

  /**
   * Requests that arrive in one turn of the event loop are read by one statement, so the answer may hold further users.
   * @param since milliseconds; events received earlier are not read.
   */
  ofUsers(userIds: readonly string[], since: number): Promise<Moments> {
    if (this.round?.since !== since) this.round = this.newRound(since);
    const { round } = this;
    for (const userId of userIds) round.userIds.add(userId);
    return round.moments;
  }

  private newRound(since: number): Round {
    const userIds = new Set<string>();
    const round: Round = {
      since,
      userIds,
      moments: setImmediate().then(() => {
        if (this.round === round) this.round = null;
        return this.read([...userIds], since);
      }),
    };
    return round;
  }

  private async read(userIds: readonly string[], since: number): Promise<Moments> {
    const rows = await this.database.prepared<
      ServingStateRow & { userId: string; isExcluded: boolean; events: EventRow[] | null }
    >('user_moments', SELECT_USER_MOMENTS, [userIds, new Date(since)]);
    const users = new Map(
      rows.map(({ userId, isExcluded, events }) => [
        userId,
        { isExcluded, events: (events ?? []).map(eventOf) },
      ]),
    );
    return { state: rows.length === 0 ? await this.states.read() : servingStateOf(rows[0]!), users };
  }
}

function eventOf([songId, kind, playSeconds, songSeconds, day, receivedAt]: EventRow): FreshEvent {
  return { songId, kind, playSeconds, songSeconds, day, receivedAt };
}
