import type { OnApplicationShutdown } from '@nestjs/common';
import type { Database } from './database.js';
import { databaseTrouble } from './database-trouble.js';
import type { Standby } from './standby.js';

/** A statement on a standby is ended for what the primary has removed meanwhile. */
const CONFLICT_WITH_RECOVERY = '40001';

/**
 * What a reading must see: all that was committed before it began, or what was committed some seconds before.
 */
export type Freshness = 'committed' | 'recent';

/**
 * Heavy and repeatable reading: by a hot standby where one is set and close behind, else by the primary.
 * Never for what a caller has just written and looks for, nor for the state that answers are made from.
 */
export class Reads implements OnApplicationShutdown {
  private fellBack = 0;

  /** @param standby null: none is set */
  constructor(
    readonly primary: Database,
    readonly standby: Standby | null,
  ) {}

  /** How often the primary was asked in place of the standby. */
  get fallbacks(): number {
    return this.fellBack;
  }

  /** Runs `read`, which only reads, once; and once more, on the primary, when the standby fails it. */
  async run<T>(freshness: Freshness, read: (database: Database) => Promise<T>): Promise<T> {
    const { standby } = this;
    if (standby === null) return await read(this.primary);
    try {
      const mayAnswer = await (freshness === 'recent' ? standby.isClose() : standby.catchUp());
      if (mayAnswer) return await read(await standby.database());
    } catch (error) {
      const isConflict = (error as { code?: unknown }).code === CONFLICT_WITH_RECOVERY;
      if (!isConflict && databaseTrouble(error)?.code !== 'database_unavailable') throw error;
    }
    this.fellBack++;
    return await read(this.primary);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.standby?.end();
  }
}
