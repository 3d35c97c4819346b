import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { COUNT_JOBS } from './job-counts.sql.js';

export interface JobCount {
  kind: string;
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
  count: number;
  /** Since the oldest job of the state was asked for. */
  longestSeconds: number;
}

@Injectable()
export class JobCountsRepository {
  constructor(private readonly database: Database) {}

  /** Jobs of these kinds that wait, run, or ended within a day, by kind and state as the queue names it. */
  async ofKinds(kinds: readonly string[]): Promise<JobCount[]> {
    return await this.database.query<JobCount>(COUNT_JOBS, [kinds]);
  }
}
