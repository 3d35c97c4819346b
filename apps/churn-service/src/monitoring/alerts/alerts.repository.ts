import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { DayVolume, WatchedSet } from './alert-rules.js';
import { SELECT_VOLUMES, SELECT_WATCHED_SETS } from './alerts.sql.js';

/** Reads what alert rules look at. */
@Injectable()
export class AlertsRepository {
  constructor(private readonly database: Database) {}

  /** Of the days that have events, oldest first. */
  async volumes(from: string, to: string): Promise<DayVolume[]> {
    return await this.database.query(SELECT_VOLUMES, [from, to]);
  }

  /** Newest first. */
  async sets(versionId: number, limit: number): Promise<WatchedSet[]> {
    return await this.database.query(SELECT_WATCHED_SETS, [versionId, limit]);
  }
}
