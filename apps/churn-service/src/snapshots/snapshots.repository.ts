import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_HOLES, SELECT_LOADED_DAYS, SELECT_SAMPLE_LOG_SET } from './snapshots.sql.js';

/** Which days can be looked at; null before anything has been loaded. */
export interface LoadedDays {
  readonly firstDay: string | null;
  readonly newestDay: string | null;
}

export interface LogOrigin {
  /** True when the loaded logs are generated sample logs. */
  readonly synthetic: boolean;
  /** What the generator knows to be the best any model can do; null for real logs. */
  readonly bestReachable: Record<string, unknown> | null;
}

/** A request may see a day that was loaded up to this long ago as not loaded yet. */
const REMEMBER_MS = 1_000;

/** Reads which days have been loaded, whole or with holes, and where the logs come from. */
@Injectable()
export class SnapshotsRepository {
  private remembered: { at: number; days: Promise<LoadedDays>; origin: Promise<LogOrigin> } | null = null;

  constructor(private readonly database: Database) {}

  async loadedDays(): Promise<LoadedDays> {
    const [row] = await this.database.query<LoadedDays>(SELECT_LOADED_DAYS);
    return row!;
  }

  async origin(): Promise<LogOrigin> {
    const [row] = await this.database.query<{ bestReachable: Record<string, unknown> | null }>(
      SELECT_SAMPLE_LOG_SET,
    );
    return { synthetic: row !== undefined, bestReachable: row?.bestReachable ?? null };
  }

  /** Days between `from` and `to` on which no archive of a kind has been loaded. */
  async holes(from: string, to: string): Promise<{ day: string; kind: string }[]> {
    return await this.database.query(SELECT_HOLES, [from, to]);
  }

  /** Both of the above for a request, asked of the database at most once a second. */
  async recent(): Promise<{ days: LoadedDays; origin: LogOrigin }> {
    if (this.remembered === null || Date.now() - this.remembered.at > REMEMBER_MS) {
      this.remembered = { at: Date.now(), days: this.loadedDays(), origin: this.origin() };
    }
    const asked = this.remembered;
    try {
      const [days, origin] = await Promise.all([asked.days, asked.origin]);
      return { days, origin };
    } catch (error) {
      if (this.remembered === asked) this.remembered = null;
      throw error;
    }
  }
}
