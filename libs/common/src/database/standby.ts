import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { createDataSource } from './data-source.js';
import { Database } from './database.js';
import { SharedQuestion } from './shared-question.js';

/** A standby that does not answer in this time is not asked anything; an answer is not asked for again at once. */
const LOOK = { waitMs: 3_000, keepMs: 1_000 };
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

/** A hot standby of the primary. How far it is behind is asked when something is to be read, once a second at most. */
export class Standby {
  private readonly lag: SharedQuestion<number>;
  private source: Promise<Database> | null = null;

  constructor(
    private readonly primary: Database,
    private readonly settings: StandbySettings,
  ) {
    const logger = new Logger('standby');
    this.lag = new SharedQuestion(
      () => this.measure(),
      LOOK,
      (reason) => {
        logger.warn(`The standby cannot be asked, so the primary is: ${reason}`);
      },
    );
  }

  /** How far it is behind the primary; null while it is no standby, cannot be reached or does not answer. */
  async lagMs(): Promise<number | null> {
    return await this.lag.get();
  }

  async isClose(): Promise<boolean> {
    const lagMs = await this.lagMs();
    return lagMs !== null && lagMs <= this.settings.mostLagMs;
  }

  /** @throws when it cannot be reached */
  async database(): Promise<Database> {
    this.source ??= this.connect();
    return await this.source;
  }

  /**
   * Waits until it has what the primary has committed by now. @returns whether it has, within the lag that is
   * allowed
   */
  async catchUp(): Promise<boolean> {
    if (!(await this.isClose())) return false;
    const [written] = await this.primary.query<{ lsn: string }>(SELECT_WRITTEN);
    const until = Date.now() + this.settings.mostLagMs;
    const database = await this.database();
    for (;;) {
      const [replayed] = await database.query<{ hasAll: boolean }>(SELECT_REPLAYED, [written!.lsn]);
      if (replayed!.hasAll) return true;
      if (Date.now() >= until) return false;
      await pause(LOOK_AGAIN_MS);
    }
  }

  async end(): Promise<void> {
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

  private async measure(): Promise<number> {
    const [written] = await this.primary.query<{ lsn: string; atMs: number }>(SELECT_WRITTEN);
    const database = await this.database();
    const [replayed] = await database.query<{ isStandby: boolean; hasAll: boolean; lastMs: number | null }>(
      SELECT_REPLAYED,
      [written!.lsn],
    );
    const { isStandby, hasAll, lastMs } = replayed!;
    if (!isStandby) throw new Error('DATABASE_READ_URL names no hot standby: name one, or take it out.');
    return hasAll ? 0 : lastMs === null ? Infinity : Math.max(0, written!.atMs - lastMs);
  }
}
