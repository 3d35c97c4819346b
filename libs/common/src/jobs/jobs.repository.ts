import { Injectable } from '@nestjs/common';
import type { Db } from 'pg-boss';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/database.js';
import { describeJob } from './job-description.js';
import type { JobRow } from './job-description.js';
import type { JobDto, JobProgressDto } from './job.dto.js';
import * as sql from './jobs.sql.js';

export interface JobCount extends Pick<JobDto, 'kind' | 'state'> {
  count: number;
  /** Since the oldest job of the state was asked for. */
  longestSeconds: number;
}

@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a job to its queue in one transaction.
   * @param longest how many jobs of the kind may wait; null: any number
   * @param send sends it by this connection; null when it was not added
   * @param note is called in the same transaction when it was added
   * @returns busy: the kind takes no other job now
   */
  async add(
    kind: string,
    longest: number | null,
    send: (connection: Db) => Promise<string | null>,
    note: (transaction: Transaction) => Promise<void>,
  ): Promise<'added' | 'full' | 'busy'> {
    return await this.database.transaction(async (transaction) => {
      if (longest !== null) {
        await transaction.query(sql.LOCK_QUEUE, [kind]);
        const [row] = await transaction.query<{ waiting: number }>(sql.COUNT_WAITING_JOBS, [kind]);
        if (row!.waiting >= longest) return 'full';
      }
      const id = await send({
        executeSql: async (text, values) => ({ rows: await transaction.query(text, values) }),
      });
      if (id === null) return 'busy';
      await note(transaction);
      return 'added';
    });
  }

  async find(kinds: readonly string[], id: string): Promise<JobDto | null> {
    const [row] = await this.database.query<JobRow>(sql.SELECT_JOB, [kinds, id]);
    return row === undefined ? null : describeJob(row);
  }

  async newest(kinds: readonly string[], limit: number): Promise<JobDto[]> {
    return (await this.database.query<JobRow>(sql.SELECT_NEWEST_JOBS, [kinds, limit])).map(describeJob);
  }

  /** The oldest job of the kind that waits or runs. */
  async openJob(kind: string): Promise<string | null> {
    return (await this.database.query<{ id: string }>(sql.SELECT_OPEN_JOB, [kind]))[0]?.id ?? null;
  }

  /** Jobs of these kinds that wait, run, or ended within a day, by kind and state. */
  async count(kinds: readonly string[]): Promise<JobCount[]> {
    return await this.database.query<JobCount>(sql.COUNT_JOBS, [kinds]);
  }

  async running(kind: string): Promise<string[]> {
    return (await this.database.query<{ id: string }>(sql.SELECT_RUNNING, [kind])).map(({ id }) => id);
  }

  async openInputs<Input extends object>(kind: string): Promise<Input[]> {
    const rows = await this.database.query<{ input: Input }>(sql.SELECT_OPEN_INPUTS, [kind]);
    return rows.map(({ input }) => input);
  }

  /**
   * @param progress null: as it is stored already
   * @returns 'cancel' when a caller has requested that, 'lost' when the job does not run any more
   */
  async saveProgress(
    kind: string,
    id: string,
    progress: JobProgressDto | null,
  ): Promise<'run' | 'cancel' | 'lost'> {
    const { step = null, fraction = null, detail = {} } = progress ?? {};
    const values = [kind, id, step, fraction, JSON.stringify(detail)];
    const [row] = await this.database.query<{ cancelRequested: boolean }>(sql.SAVE_PROGRESS, values);
    if (row === undefined) return 'lost';
    return row.cancelRequested ? 'cancel' : 'run';
  }

  /** A waiting job is cancelled, a running one is asked to stop. */
  async cancel(kinds: readonly string[], id: string): Promise<void> {
    await this.database.query(sql.CANCEL_WAITING_JOB, [kinds, id]);
    await this.database.query(sql.REQUEST_CANCEL, [kinds, id]);
  }

  /** Drops the progress of jobs that the queue has deleted. */
  async prune(): Promise<void> {
    await this.database.query(sql.DELETE_PROGRESS_WITHOUT_JOB);
  }
}
