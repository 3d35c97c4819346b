import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { SELECT_CHALLENGER } from './challenger.sql.js';

@Injectable()
export class ChallengerRepository {
  constructor(private readonly database: Database) {}

  /** The version that answers some users beside the live one; null when no experiment runs. */
  async challenger(): Promise<number | null> {
    return (await this.database.query<{ version: number }>(SELECT_CHALLENGER))[0]?.version ?? null;
  }
}
