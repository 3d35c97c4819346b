import { BoundedCache, countLookups, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { OPEN_TRANSACTION_MS } from '../interactions/interactions.sql.js';
import type { History } from '../model/history.js';
import { mapInTurns } from '../model/in-turns.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { LiveRecommender } from '../registry/live-recommender.js';
import { ServingStateChanges } from '../registry/serving-state.js';
import { listenerOf } from './listener.js';
import { eventsSince } from './received-events.js';
import { UserNewsRepository } from './user-news.repository.js';

/** A user whose vector has been solved anew since the training. */
export interface FreshUser {
  userId: string;
  /** Row of the model, or -1 for a user whom it does not know. */
  row: number;
  vector: Float32Array;
  /** What the vector represents. */
  history: History;
}

/** Users kept at most; those heard of longest ago go first and count as they were trained. */
const MOST_USERS = 10_000;
/** Songs of which scores are kept, up to 0.5 MB each; those asked for longest ago go first. */
const MOST_SONGS = 20;
/** Users folded in before other requests get their turn: about 10 ms. */
const TOGETHER = 100;
/** What was read so short a time ago is not read again. */
const STILL_FRESH_MS = 200;

/** What fresh users score for a song; a user who is solved anew is another object. */
export type FreshScores = ReadonlyMap<FreshUser, number>;

/**
 * Fresh users as rows: those whom the model knows by their own, newcomers by rows behind the model's. It
 * stays as it is when users are solved anew; then there is another one.
 */
export class FreshTable {
  readonly byRow: ReadonlyMap<number, FreshUser>;
  /** In no order. */
  readonly rows: Int32Array;
  private readonly newcomers: string[] = [];

  /** @param scores by song, kept from table to table of a model */
  constructor(
    users: Iterable<FreshUser>,
    private readonly model: RecommenderModel,
    private readonly scores: BoundedCache<FreshScores, number>,
  ) {
    const byRow = new Map<number, FreshUser>();
    for (const user of users) byRow.set(user.row === -1 ? this.newcomer(user) : user.row, user);
    this.byRow = byRow;
    this.rows = Int32Array.from(byRow.keys());
  }

  /** The id of a user with a row behind the model's. */
  newcomerAt(row: number): string {
    return this.newcomers[row - this.model.userIds.length]!;
  }

  /** What each of them scores for a song: who has not changed since the last question is not scored again. */
  async scoresFor(song: number): Promise<FreshScores> {
    const before = this.scores.get(song);
    const scores = new Map<FreshUser, number>();
    await mapInTurns(this.byRow.values(), (user) =>
      scores.set(user, before?.get(user) ?? this.model.score(user, song)),
    );
    this.scores.set(song, scores, MOST_SONGS);
    return scores;
  }

  private newcomer({ userId }: FreshUser): number {
    return this.model.userIds.length + this.newcomers.push(userId) - 1;
  }
}

/** The vectors of one version's users with newer events. */
class FreshVectors {
  readonly users = new Map<string, FreshUser>();
  readonly scores = new BoundedCache<FreshScores, number>();
  table: FreshTable;
  /** Newest receipt by user, to find who has something new. */
  readonly receipts = new Map<string, number>();
  readTo: number;
  readAt = -Infinity;
  reading: Promise<void> | null = null;

  constructor(model: RecommenderModel) {
    this.readTo = model.rule.freshFrom + OPEN_TRANSACTION_MS;
    this.table = new FreshTable([], model, this.scores);
  }
}

/**
 * All users with plays or downloads since the training, with vectors that know of these. Read before a
 * version is served, and kept from request to request, so that only who has done something since the last look
 * is solved again.
 */
@Injectable()
export class FreshUsers {
  private tables = new WeakMap<RecommenderModel, FreshVectors>();

  private readonly lookups: CacheLookups;

  constructor(
    private readonly news: UserNewsRepository,
    changes: ServingStateChanges,
    live: LiveRecommender,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'fresh_users');
    live.readAhead((model) => this.of(model));
    // A user who is erased has no newer event by which to be taken out.
    changes.onNewer('erasures', () => (this.tables = new WeakMap()));
  }

  async of(model: RecommenderModel): Promise<FreshTable> {
    const vectors = this.tables.get(model) ?? new FreshVectors(model);
    this.tables.set(model, vectors);
    if (performance.now() - vectors.readAt > STILL_FRESH_MS) {
      this.lookups.miss();
      vectors.reading ??= this.read(model, vectors).finally(() => (vectors.reading = null));
      await vectors.reading;
    } else this.lookups.hit();
    return vectors.table;
  }

  private async read(model: RecommenderModel, vectors: FreshVectors): Promise<void> {
    const started = performance.now();
    // Transactions that were open at the last look may have brought earlier events since.
    const heard = await this.news.usersSince(vectors.readTo - OPEN_TRANSACTION_MS, MOST_USERS);
    const changed = heard.filter(({ userId, receivedAt }) => vectors.receipts.get(userId) !== receivedAt);
    // Heard of last is kept last, and so longest.
    changed.reverse();
    for (let first = 0; first < changed.length; first += TOGETHER) {
      const some = changed.slice(first, first + TOGETHER);
      const ids = some.map(({ userId }) => userId);
      const { of } = await this.news.ofUsers(ids, model.rule.freshFrom);
      for (const { userId, receivedAt } of some) {
        vectors.receipts.set(userId, receivedAt);
        vectors.users.delete(userId);
        const row = model.findUser(userId);
        const { source, vector, history } = listenerOf(
          model,
          row,
          null,
          eventsSince(of(userId).events, model.rule.freshFrom),
        );
        if (source === 'fold-in') vectors.users.set(userId, { userId, row, vector: vector!, history });
      }
      await setImmediate();
    }
    for (const userId of vectors.users.keys()) {
      if (vectors.users.size <= MOST_USERS) break;
      vectors.users.delete(userId);
    }
    // Forgetting who was heard of only means to solve those of the last seconds again.
    if (vectors.receipts.size > 10 * MOST_USERS) vectors.receipts.clear();
    vectors.readTo = Math.max(vectors.readTo, ...changed.slice(-1).map(({ receivedAt }) => receivedAt));
    if (changed.length > 0) vectors.table = new FreshTable(vectors.users.values(), model, vectors.scores);
    vectors.readAt = started;
  }
}
