import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_CHALLENGER } from './trials.sql.js';

@Injectable()
export class TrialsRepository {
  constructor(private readonly database: Database) {}

  /** The version that answers some users beside the live one; null when no trial runs. */
  async challenger(): Promise<number | null> {
    return (await this.database.query<{ version: number }>(SELECT_CHALLENGER))[0]?.version ?? null;
  }
}
