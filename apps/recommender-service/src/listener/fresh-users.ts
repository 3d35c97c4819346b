import { countLookups, Metrics } from '#common';
import type { CacheLookups } from '#common';
import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { OPEN_TRANSACTION_MS } from '../model/serving-rule.js';
import type { History, RecommenderModel } from '../model/recommender-model.js';
import { listenerOf } from './listener.js';
import { MomentsRepository } from './moments.repository.js';

/** A user whose vector has been solved anew since the training. */
export interface FreshUser {
  userId: string;
  /** Row of the model, or -1 for a user whom it does not know. */
  row: number;
  vector: Float32Array;
  /** What the vector stands for. */
  history: History;
}

/** Users kept at most; those heard of longest ago go first and count as they were trained. */
const MOST_USERS = 10_000;
/** Users folded in before other requests get their turn: about 10 ms. */
const TOGETHER = 100;
/** What was read so short a time ago is not read again. */
const STILL_FRESH_MS = 200;

/** The vectors of one version's users with newer events. */
class FreshVectors {
  readonly users = new Map<string, FreshUser>();
  /** Newest receipt by user, to tell who has something new. */
  readonly receipts = new Map<string, number>();
  readTo: number;
  readAt = -Infinity;
  reading: Promise<void> | null = null;

  constructor(model: RecommenderModel) {
    this.readTo = model.rule.freshFrom + OPEN_TRANSACTION_MS;
  }
}

/**
 * All users with plays or downloads since the training, with vectors that know of these. Kept from request to request, so that only
 * who has done something since the last look is solved again.
 */
@Injectable()
export class FreshUsers {
  private readonly tables = new WeakMap<RecommenderModel, FreshVectors>();

  private readonly lookups: CacheLookups;

  constructor(
    private readonly moments: MomentsRepository,
    metrics: Metrics,
  ) {
    this.lookups = countLookups(metrics, 'fresh_users');
  }

  async of(model: RecommenderModel): Promise<FreshUser[]> {
    const table = this.tables.get(model) ?? new FreshVectors(model);
    this.tables.set(model, table);
    if (performance.now() - table.readAt > STILL_FRESH_MS) {
      this.lookups.miss();
      table.reading ??= this.read(model, table).finally(() => (table.reading = null));
      await table.reading;
    } else this.lookups.hit();
    return [...table.users.values()];
  }

  private async read(model: RecommenderModel, table: FreshVectors): Promise<void> {
    const started = performance.now();
    // Transactions that were open at the last look may have brought earlier events since.
    const heard = await this.moments.usersSince(table.readTo - OPEN_TRANSACTION_MS, MOST_USERS);
    const changed = heard.filter(({ userId, receivedAt }) => table.receipts.get(userId) !== receivedAt);
    // Heard of last is kept last, and so longest.
    changed.reverse();
    for (let first = 0; first < changed.length; first += TOGETHER) {
      const some = changed.slice(first, first + TOGETHER);
      const ids = some.map(({ userId }) => userId);
      const { users } = await this.moments.ofUsers(ids, model.rule.freshFrom);
      for (const { userId, receivedAt } of some) {
        table.receipts.set(userId, receivedAt);
        table.users.delete(userId);
        const row = model.findUser(userId);
        const { source, vector, history } = listenerOf(model, row, null, users.get(userId)!.events);
        if (source === 'fold-in') table.users.set(userId, { userId, row, vector: vector!, history });
      }
      await setImmediate();
    }
    for (const userId of table.users.keys()) {
      if (table.users.size <= MOST_USERS) break;
      table.users.delete(userId);
    }
    // Forgetting who was heard of only means to solve those of the last seconds again.
    if (table.receipts.size > 10 * MOST_USERS) table.receipts.clear();
    table.readTo = Math.max(table.readTo, ...changed.slice(-1).map(({ receivedAt }) => receivedAt));
    table.readAt = started;
  }
}
