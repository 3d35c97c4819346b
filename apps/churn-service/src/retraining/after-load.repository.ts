import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { TRY_LOCK } from './after-load.sql.js';

/** Lets one instance decide at a time. */
@Injectable()
export class AfterLoadRepository {
  constructor(private readonly database: Database) {}

  /** Runs `work`, unless another instance is at it. */
  async alone(work: () => Promise<void>): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ locked: boolean }>(TRY_LOCK);
      if (row!.locked) await work();
    });
  }
}
