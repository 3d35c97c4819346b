import { Injectable } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { Database } from '../database/database.js';
import {
  DELETE_JOB_PROGRESS,
  ENSURE_JOB_PROGRESS,
  INSERT_JOB_PROGRESS,
  LOCK_JOB,
  REQUEST_JOB_CANCEL,
  SELECT_JOB_PROGRESS,
  SELECT_NEWEST_JOBS,
  SELECT_OPEN_JOBS_OF_KIND,
  UNLOCK_JOB,
  UPDATE_JOB_PROGRESS,
} from './jobs.sql.js';

export interface JobProgress {
  step: string;
  fraction?: number;
  detail?: Record<string, string | number>;
}

export interface JobProgressRow {
  id: string;
  kind: string;
  input: Record<string, unknown>;
  step: string;
  fraction: number | null;
  detail: Record<string, string | number>;
  cancelRequested: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** Releases the lock that says: the process which runs this job is alive. */
export interface JobOwnership {
  release(): Promise<void>;
}

@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  async insert(id: string, kind: string, input: object): Promise<void> {
    await this.database.query(INSERT_JOB_PROGRESS, [id, kind, JSON.stringify(input)]);
  }

  /** Like `insert`, unless the job is known already. */
  async ensure(id: string, kind: string, input: object): Promise<void> {
    await this.database.query(ENSURE_JOB_PROGRESS, [id, kind, JSON.stringify(input)]);
  }

  async delete(id: string): Promise<void> {
    await this.database.query(DELETE_JOB_PROGRESS, [id]);
  }

  /** @returns whether somebody has asked to cancel the job */
  async saveProgress(id: string, progress: JobProgress): Promise<boolean> {
    const rows = await this.database.query<[{ cancelRequested: boolean }[], number]>(UPDATE_JOB_PROGRESS, [
      id,
      progress.step,
      progress.fraction ?? null,
      JSON.stringify(progress.detail ?? {}),
    ]);
    // TypeORM answers an UPDATE with [rows, count].
    const updated = rows[0] as unknown as { cancelRequested: boolean }[] | undefined;
    return updated?.[0]?.cancelRequested ?? false;
  }

  async requestCancel(id: string): Promise<void> {
    await this.database.query(REQUEST_JOB_CANCEL, [id]);
  }

  async find(id: string): Promise<JobProgressRow | null> {
    return (await this.database.query<JobProgressRow>(SELECT_JOB_PROGRESS, [id]))[0] ?? null;
  }

  async newest(kind: string | null, limit: number): Promise<JobProgressRow[]> {
    return await this.database.query<JobProgressRow>(SELECT_NEWEST_JOBS, [kind, limit]);
  }

  async recentIds(kind: string): Promise<string[]> {
    return (await this.database.query<{ id: string }>(SELECT_OPEN_JOBS_OF_KIND, [kind])).map((row) => row.id);
  }

  /** Takes the job's lock on a connection of its own; null when a living process holds it. */
  async own(id: string): Promise<JobOwnership | null> {
    const runner = this.database.dataSource.createQueryRunner();
    try {
      const rows = (await runner.query(LOCK_JOB, [id])) as { locked: boolean }[];
      if (rows[0]?.locked === true) return { release: () => this.disown(runner, id) };
    } catch (error) {
      await runner.release();
      throw error;
    }
    await runner.release();
    return null;
  }

  private async disown(runner: QueryRunner, id: string): Promise<void> {
    await runner.query(UNLOCK_JOB, [id]).catch(() => undefined);
    await runner.release();
  }
}
