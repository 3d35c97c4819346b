import { BoundedCache, Database, SETTINGS } from '#common';
import { addDays, daysBetween, spanDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { copyRows } from '../dataset/copy-rows.js';
import type { FeatureTable } from '../dataset/feature-table.js';
import { GrowingTable } from '../dataset/growing-table.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import type { ChurnSettings } from '../settings.js';
import { activeDaysSql, SELECT_ERASURES, SELECT_EXCLUDED } from './active-days.sql.js';

/** Days whose bits a double holds exactly. */
const BLOCK_DAYS = 50;
/** Some day on which a block begins, whatever is loaded: so blocks stay the same when earlier days are. */
const EPOCH = '2000-01-01';
const HALF = 2 ** 25;
const ROOM_BYTES = 64 * 2 ** 20;
const ENTRY_BYTES = 200;
/** Users between two turns of the event loop. */
const USERS_A_TURN = 2_000;
/** Longer than a request may: the first reads every day that is loaded. */
const TIMEOUT_MS = 60_000;

/** Active days of everybody in one block of days: one number of bits a user. */
interface Block {
  /** Of the loads of its days, and the erasures of users. */
  readonly mark: string;
  readonly table: FeatureTable;
}

/**
 * Follows users through their active days. Blocks of days are kept as bits, 16 bytes a user and block, and
 * read again when something of their days is loaded, replaced or dropped: mostly the newest alone.
 */
@Injectable()
export class ActiveDaysRepository {
  /** Blocks that are being read, by their days and mark: all who ask get the same. */
  private readonly reading = new Map<string, Promise<FeatureTable>>();
  private readonly blocks = new BoundedCache<Block>(({ table }) => 16 * table.rows + ENTRY_BYTES);

  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /**
   * Reports the active days from `first` to `to` of each user who is not excluded and has one: how many days
   * after `first`, ascending, in an array that the next user overwrites.
   */
  async each(first: string, to: string, visit: (days: Int32Array) => void): Promise<void> {
    const numberOf = (day: string) => Math.floor(daysBetween(EPOCH, day) / BLOCK_DAYS);
    const tables: FeatureTable[] = [];
    for (let block = numberOf(first); block <= numberOf(to); block++) tables.push(await this.block(block));
    const begins = tables.map((_, i) =>
      daysBetween(first, addDays(EPOCH, (numberOf(first) + i) * BLOCK_DAYS)),
    );
    const excluded = await this.excluded();
    const days = new Int32Array(tables.length * BLOCK_DAYS);
    const most = spanDays(first, to);
    const at = tables.map(() => 0);
    for (let users = 1; ; users++) {
      const userId = lowest(tables, at);
      if (userId === null) return;
      let count = 0;
      tables.forEach(({ userIds, values }, i) => {
        if (userIds[at[i]!] !== userId) return;
        count = addBits(values[at[i]!]!, begins[i]!, most, days, count);
        at[i]!++;
      });
      if (count > 0 && !excluded.has(userId)) visit(days.subarray(0, count));
      if (users % USERS_A_TURN === 0) await setImmediate();
    }
  }

  private async block(number: number): Promise<FeatureTable> {
    const first = addDays(EPOCH, number * BLOCK_DAYS);
    const last = addDays(first, BLOCK_DAYS - 1);
    // Before the days are read: a load in between makes the block outdated, never wrongly fresh.
    const [erased] = await this.database.query<{ erasures: number }>(SELECT_ERASURES);
    const mark = `${(await this.snapshots.loads(first, last)).mark} ${erased!.erasures}`;
    const known = this.blocks.get(first);
    if (known?.mark === mark) return known.table;
    const key = `${first} ${mark}`;
    const reading = this.reading.get(key) ?? this.read(first, last).finally(() => this.reading.delete(key));
    this.reading.set(key, reading);
    const table = await reading;
    this.blocks.set(first, { mark, table }, ROOM_BYTES);
    return table;
  }

  private async read(first: string, last: string): Promise<FeatureTable> {
    const rows = new GrowingTable(1);
    const sql = activeDaysSql(this.settings.CHURN_ACTIVITY_KINDS, first, last);
    await this.database.transaction(
      (transaction) => copyRows(transaction, sql, 1, (userId, bits) => rows.add(userId, bits)),
      { statementTimeoutMs: TIMEOUT_MS },
    );
    return rows.done();
  }

  private async excluded(): Promise<ReadonlySet<bigint>> {
    const rows = await this.database.query<{ userId: string }>(SELECT_EXCLUDED);
    return new Set(rows.map(({ userId }) => BigInt(userId)));
  }
}

/** The lowest of the users that the tables are at; null behind the last. */
function lowest(tables: readonly FeatureTable[], at: readonly number[]): bigint | null {
  let least: bigint | null = null;
  for (let i = 0; i < tables.length; i++) {
    const userId = tables[i]!.userIds[at[i]!];
    if (userId !== undefined && (least === null || userId < least)) least = userId;
  }
  return least;
}

/** Adds the days of a block's bits that lie from 0 to below `most`, and returns how many there are now. */
function addBits(bits: number, begin: number, most: number, days: Int32Array, count: number): number {
  let next = count;
  for (const [half, from] of [
    [bits % HALF, begin],
    [Math.floor(bits / HALF), begin + 25],
  ] as const) {
    for (let left = half; left !== 0; left &= left - 1) {
      const day = from + 31 - Math.clz32(left & -left);
      if (day >= 0 && day < most) days[next++] = day;
    }
  }
  return next;
}
