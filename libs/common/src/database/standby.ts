import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { createDataSource } from './data-source.js';
import { Database } from './database.js';
import { reasonOf } from './database-trouble.js';
import { inTime } from './shared-question.js';

const CHECK_EVERY_MS = 1_000;
/** A standby that does not answer a check in this time is not asked anything. */
const CHECK_WITHIN_MS = 3_000;
const LOOK_AGAIN_MS = 50;

/** The position in the log up to which the primary has written, and its clock. */
const SELECT_WRITTEN = `/* standby.written */
  SELECT pg_current_wal_lsn()::text AS lsn, extract(epoch FROM clock_timestamp())::float8 * 1000 AS "atMs"`;

/**
 * Whether the standby has all up to position $1, and when the last transaction that it has was committed, by
 * the primary's clock.
 */
const SELECT_REPLAYED = `/* standby.replayed */
  SELECT pg_is_in_recovery() AS "isStandby", coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) AS "hasAll",
    extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS "lastMs"`;

export interface StandbySettings {
  url: string;
  applicationName: string;
  poolSize: number;
  /** How far it may be behind to be asked. */
  mostLagMs: number;
}

/**
 * A hot standby of the primary: `off` (it is no standby, cannot be reached or does not answer) -> `behind`
 * (by more than is allowed) -> `close`, and back. It is looked at once a second, so no request waits to find
 * out; a reader that finds it broken says so by {@link lost}.
 */
export class Standby {
  private readonly logger = new Logger('standby');
  private readonly ending = new AbortController();
  /** Null: not known. */
  private behindMs: number | null = null;
  private complaint = '';
  private source: Promise<Database> | null = null;

  constructor(
    private readonly primary: Database,
    readonly settings: StandbySettings,
  ) {
    void this.watch();
  }

  /** How far it is behind the primary; null while it is off. */
  get lagMs(): number | null {
    return this.behindMs;
  }

  get isClose(): boolean {
    return this.behindMs !== null && this.behindMs <= this.settings.mostLagMs;
  }

  /** @throws when it cannot be reached */
  async database(): Promise<Database> {
    this.source ??= this.connect();
    return await this.source;
  }

  /** Not asked again before a look has found it well. */
  lost(error: unknown): void {
    this.turn(null, `The standby cannot be asked, so the primary is: ${reasonOf(error)}`);
  }

  /**
   * Waits until it has what the primary has committed by now. @returns whether it has, within the lag that is
   * allowed
   */
  async catchUp(): Promise<boolean> {
    if (!this.isClose) return false;
    const [written] = await this.primary.query<{ lsn: string }>(SELECT_WRITTEN);
    const until = Date.now() + this.settings.mostLagMs;
    const database = await this.database();
    for (;;) {
      const [replayed] = await database.query<{ hasAll: boolean }>(SELECT_REPLAYED, [written!.lsn]);
      if (replayed!.hasAll) return true;
      if (Date.now() >= until || this.lagMs === null) return false;
      await pause(LOOK_AGAIN_MS);
    }
  }

  async end(): Promise<void> {
    this.ending.abort();
    const database = await this.source?.catch(() => null);
    await database?.dataSource.destroy();
  }

  private async connect(): Promise<Database> {
    const { url, applicationName, poolSize } = this.settings;
    const { limits } = this.primary;
    const source = createDataSource({ url, applicationName, poolSize, limits });
    try {
      return new Database(await source.initialize(), limits);
    } catch (error) {
      this.source = null;
      throw error;
    }
  }

  private async watch(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.look();
      await pause(CHECK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Never fails: what goes wrong is the standby's state. */
  private async look(): Promise<void> {
    try {
      const late = (): never => {
        throw new Error(`it did not answer within ${CHECK_WITHIN_MS} ms`);
      };
      await inTime(this.measure(), CHECK_WITHIN_MS, late);
    } catch (error) {
      if (!this.ending.signal.aborted) this.lost(error);
    }
  }

  private async measure(): Promise<void> {
    const [written] = await this.primary.query<{ lsn: string; atMs: number }>(SELECT_WRITTEN);
    const database = await this.database();
    const [replayed] = await database.query<{ isStandby: boolean; hasAll: boolean; lastMs: number | null }>(
      SELECT_REPLAYED,
      [written!.lsn],
    );
    const { isStandby, hasAll, lastMs } = replayed!;
    if (!isStandby) {
      this.turn(
        null,
        'The server of DATABASE_READ_URL is no hot standby, so the primary is asked: name one, or take the setting out.',
      );
      return;
    }
    const behindMs = hasAll ? 0 : lastMs === null ? Infinity : Math.max(0, written!.atMs - lastMs);
    const isLate = behindMs > this.settings.mostLagMs;
    this.turn(
      behindMs,
      isLate ? 'The standby is further behind than DATABASE_READ_LAG_MS, so the primary is asked.' : '',
    );
  }

  /** @param complaint what is wrong, said once until it changes; '': nothing */
  private turn(behindMs: number | null, complaint: string): void {
    this.behindMs = behindMs;
    if (complaint === this.complaint) return;
    if (complaint !== '') this.logger.warn(complaint);
    else this.logger.log('The standby is asked again.');
    this.complaint = complaint;
  }
}
