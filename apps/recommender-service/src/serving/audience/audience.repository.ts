import { Database, Rounds } from '#common';
import type { RiskRange } from '#common/bands';
import { Injectable } from '@nestjs/common';
import { servingStateOf } from '../../registry/serving-state.js';
import type { ServingState, ServingStateRow } from '../../registry/serving-state.js';
import {
  SELECT_AUDIENCE_STATE,
  SELECT_EXCLUDED,
  SELECT_NEWEST_SCORES,
  SELECT_NEWS_OF_PAIRS,
  SELECT_PROBABILITIES,
  SELECT_SCORES,
  SELECT_USERS_ACTIVE_SINCE,
  SELECT_USERS_AT_RISK,
} from './audience.sql.js';
import { ScoreTable } from './score-table.js';

/** The churn scores of one day by one version of the churn model. */
export interface ScoreSet {
  snapshotDate: string;
  versionId: number;
}

/** When a day is scored again, the set is another one. */
export interface WrittenScores extends ScoreSet {
  scoredAt: string;
}

/** What has happened between a user and a song since a training. */
export interface PairNews {
  isExcluded: boolean;
  hasMet: boolean;
  /** Code of the device last used; null without an event. */
  device: number | null;
}

export interface AudienceState {
  state: ServingState;
  /** Null when no user has been scored yet. */
  scores: WrittenScores | null;
}

const NO_NEWS: PairNews = { isExcluded: false, hasMet: false, device: null };
const keyOf = (userId: string, songId: string | null): string => `${userId} ${songId ?? ''}`;

/**
 * Reads what is known of users outside the model: how they stand, and how likely they are to leave. All
 * requests of one turn of the event loop share a statement.
 */
@Injectable()
export class AudienceRepository {
  private readonly states = new Rounds(() => this.readState());
  private readonly news = new Rounds((since: number, pairs: readonly string[]) =>
    this.readNews(since, pairs),
  );

  constructor(private readonly database: Database) {}

  /** What holds for an answer that is asked for now. */
  async state(): Promise<AudienceState> {
    return await this.states.ask(null, []);
  }

  /** Null when no user has been scored yet. */
  async newestScores(): Promise<WrittenScores | null> {
    return (await this.database.query<WrittenScores>(SELECT_NEWEST_SCORES))[0] ?? null;
  }

  /** News of some users and one song, or none, in the order of the users. @param since milliseconds */
  async newsOf(userIds: readonly string[], songId: string | null, since: number): Promise<PairNews[]> {
    const keys = userIds.map((userId) => keyOf(userId, songId));
    const found = await this.news.ask(since, keys);
    return keys.map((key) => found.get(key) ?? NO_NEWS);
  }

  /** Batch by batch, so that requests get their turn while millions are read. */
  async scores({ snapshotDate, versionId }: ScoreSet): Promise<ScoreTable> {
    const ids: bigint[] = [];
    const probabilities: number[] = [];
    const stream = this.database.stream<{ userId: string; probability: number }>(SELECT_SCORES, [
      snapshotDate,
      versionId,
    ]);
    for await (const rows of stream) {
      for (const { userId, probability } of rows) {
        ids.push(BigInt(userId));
        probabilities.push(probability);
      }
    }
    return new ScoreTable(BigInt64Array.from(ids), Float64Array.from(probabilities));
  }

  /** By user id, of those who were scored. */
  async probabilities(
    userIds: readonly string[],
    { snapshotDate, versionId }: ScoreSet,
  ): Promise<Map<string, number>> {
    const rows = await this.database.query<{ userId: string; probability: number }>(SELECT_PROBABILITIES, [
      userIds,
      snapshotDate,
      versionId,
    ]);
    return new Map(rows.map(({ userId, probability }) => [userId, probability]));
  }

  async excludedAmong(userIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ userId: string }>(SELECT_EXCLUDED, [userIds]);
    return new Set(rows.map(({ userId }) => userId));
  }

  /** Ascending; batch by batch. */
  async usersActiveSince(day: string): Promise<BigInt64Array> {
    const ids: bigint[] = [];
    for await (const rows of this.database.stream<{ userId: string }>(SELECT_USERS_ACTIVE_SINCE, [day])) {
      for (const { userId } of rows) ids.push(BigInt(userId));
    }
    return BigInt64Array.from(ids);
  }

  /** @param behind the last user of the page before. */
  async usersAtRisk(
    { snapshotDate, versionId }: ScoreSet,
    { from, below }: RiskRange,
    behind: { probability: number; userId: string } | null,
    limit: number,
  ): Promise<{ userId: string; probability: number }[]> {
    const { probability, userId } = behind ?? { probability: 1, userId: '-1' };
    return await this.database.query(SELECT_USERS_AT_RISK, [
      snapshotDate,
      versionId,
      from,
      below,
      probability,
      userId,
      limit,
    ]);
  }

  private async readState(): Promise<AudienceState> {
    const [row] = await this.database.prepared<
      ServingStateRow & {
        [Member in keyof WrittenScores]: WrittenScores[Member] | null;
      }
    >('recommender_audience_state', SELECT_AUDIENCE_STATE, []);
    const { snapshotDate, versionId, scoredAt } = row!;
    const hasScores = snapshotDate !== null && versionId !== null && scoredAt !== null;
    return {
      state: servingStateOf(row!),
      scores: hasScores ? { snapshotDate, versionId, scoredAt } : null,
    };
  }

  private async readNews(since: number, pairs: readonly string[]): Promise<Map<string, PairNews>> {
    const split = pairs.map((pair) => pair.split(' '));
    const rows = await this.database.prepared<PairNews & { userId: string; songId: string | null }>(
      'recommender_news_of_pairs',
      SELECT_NEWS_OF_PAIRS,
      [split.map(([userId]) => userId), split.map(([, songId]) => songId || null), new Date(since)],
    );
    return new Map(rows.map(({ userId, songId, ...news }) => [keyOf(userId, songId), news]));
  }
}
