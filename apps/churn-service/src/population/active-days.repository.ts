import { Database, SETTINGS } from '#common';
import { spanDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { copyRows, dayLiteral } from '../dataset/copy-rows.js';
import { GrowingTable } from '../dataset/feature-table.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { ChurnSettings } from '../churn.settings.js';
import { dailyEvents } from '../dataset/labels.sql.js';
import type { EventKind } from '../event-kinds.js';

/** Days whose bits a double holds exactly. */
const WORD_DAYS = 50;

/**
 * Of each user the days from `first` to `last` with an event of one of the kinds: a bit a day, the lowest of
 * the first number is `first`, and a number for each {@link WORD_DAYS}. In no order.
 */
function activeDaysSql(kinds: readonly EventKind[], first: string, last: string): string {
  const day = `d.day - ${dayLiteral(first)}`;
  const words = Array.from({ length: Math.ceil(spanDays(first, last) / WORD_DAYS) }, (_, word) => {
    const from = word * WORD_DAYS;
    const within = `${day} BETWEEN ${from} AND ${from + WORD_DAYS - 1}`;
    return `coalesce(bit_or(1::int8 << (${day} - ${from})) FILTER (WHERE ${within}), 0)::float8`;
  });
  return `/* churn.active_days */
  SELECT d.user_id, ${words.join(', ')} FROM user_day d
  WHERE d.day >= ${dayLiteral(first)} AND d.day <= ${dayLiteral(last)} AND ${dailyEvents(kinds)} > 0
  GROUP BY d.user_id`;
}

const SELECT_EXCLUDED = `/* churn.excluded_users */ SELECT user_id AS "userId" FROM excluded_user`;

/** Counts erasures of users: when one has ended, bits of before may be of users who are gone. */
const SELECT_ERASURES = `/* churn.erasures */ SELECT coalesce(max(finished), 0)::int AS erasures FROM erasure`;

const HALF = 2 ** 25;
/** A larger table is read again for each request. */
const ROOM_BYTES = 64 * 2 ** 20;
/** Users between two turns of the event loop. */
const USERS_A_TURN = 2_000;
/** Longer than a request may: every day that is loaded is read. */
const TIMEOUT_MS = 60_000;

/**
 * Follows users through their active days: bits of everybody, 8 bytes a user and 50 days. They are read again
 * when something of these days is loaded, replaced or dropped, or users were erased.
 */
@Injectable()
export class ActiveDaysRepository {
  /** What was read last, or is being read: all who ask for it get the same. */
  private known: { readonly key: string; readonly table: Promise<FeatureTable> } | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
  ) {}

  /**
   * Reports the active days from `first` to `to` of each user who is not excluded and has one: how many days
   * after `first`, ascending, in an array that the next user overwrites.
   */
  async each(first: string, to: string, visit: (days: Int32Array) => void): Promise<void> {
    const { userIds, values } = await this.table(first, to);
    const rows = await this.database.query<{ userId: string }>(SELECT_EXCLUDED);
    const excluded = new Set(rows.map(({ userId }) => BigInt(userId)));
    const words = values.length / Math.max(1, userIds.length);
    const days = new Int32Array(words * WORD_DAYS);
    for (let row = 0; row < userIds.length; row++) {
      if (row % USERS_A_TURN === 0) await setImmediate();
      if (excluded.has(userIds[row]!)) continue;
      let count = 0;
      for (let word = 0; word < words; word++)
        count = addBits(values[row * words + word]!, word * WORD_DAYS, days, count);
      visit(days.subarray(0, count));
    }
  }

  private async table(first: string, to: string): Promise<FeatureTable> {
    // Before the days are read: a load in between makes the table outdated, never wrongly fresh.
    const [erased] = await this.database.query<{ erasures: number }>(SELECT_ERASURES);
    const { mark } = await this.loaded.loads(first, to);
    const key = [first, to, mark, erased!.erasures].join(' ');
    if (this.known?.key !== key) this.known = { key, table: this.read(first, to) };
    const asking = this.known;
    let isKept = false;
    try {
      const table = await asking.table;
      isKept = 8 * (table.rows + table.values.length) <= ROOM_BYTES;
      return table;
    } finally {
      if (!isKept && this.known === asking) this.known = null;
    }
  }

  private async read(first: string, to: string): Promise<FeatureTable> {
    const words = Math.ceil(spanDays(first, to) / WORD_DAYS);
    const rows = new GrowingTable(words);
    const sql = activeDaysSql(this.settings.CHURN_ACTIVITY_KINDS, first, to);
    await this.database.transaction(
      (transaction) => copyRows(transaction, sql, words, (userId, bits) => rows.add(userId, bits)),
      { statementTimeoutMs: TIMEOUT_MS },
    );
    return rows.done();
  }
}

/** Adds the days of the bits, of which the lowest is day `begin`, and returns how many there are now. */
function addBits(bits: number, begin: number, days: Int32Array, count: number): number {
  let next = count;
  for (const [half, from] of [
    [bits % HALF, begin],
    [Math.floor(bits / HALF), begin + 25],
  ] as const) {
    for (let left = half; left !== 0; left &= left - 1) days[next++] = from + 31 - Math.clz32(left & -left);
  }
  return next;
}
