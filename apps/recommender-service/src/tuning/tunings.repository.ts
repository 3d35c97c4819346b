import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { TunedParameters } from '../training/training-parameters.js';
import { INSERT_TUNING, SELECT_ACCEPTED_TUNING, SELECT_TUNINGS, UPDATE_ACCEPTED } from './tunings.sql.js';

/** A search for parameters and what came of it. */
export interface Tuning {
  id: number;
  dataFrom: string;
  /** Last day that trials were fitted on. */
  cut: string;
  /** Last day that judged them: the day before the held-out ones begin. */
  dataTo: string;
  start: TunedParameters;
  best: TunedParameters;
  /** Trials and baselines. */
  report: Record<string, unknown>;
  /** Whether retrains follow it, unless a newer one is accepted too. */
  accepted: boolean;
  createdAt: string;
}

@Injectable()
export class TuningsRepository {
  constructor(private readonly database: Database) {}

  async insert(tuning: Omit<Tuning, 'id' | 'createdAt'>): Promise<Tuning> {
    const { dataFrom, cut, dataTo, start, best, report, accepted } = tuning;
    const json = [start, best, report].map((value) => JSON.stringify(value));
    const [row] = await this.database.query<Tuning>(INSERT_TUNING, [
      dataFrom,
      cut,
      dataTo,
      ...json,
      accepted,
    ]);
    return row!;
  }

  /** Newest first. */
  list(): Promise<Tuning[]> {
    return this.database.query<Tuning>(SELECT_TUNINGS);
  }

  async accepted(): Promise<Tuning | null> {
    return (await this.database.query<Tuning>(SELECT_ACCEPTED_TUNING))[0] ?? null;
  }

  /** Null when there is no such tuning. */
  async accept(id: number, accepted: boolean): Promise<Tuning | null> {
    // TypeORM gives [rows, count] for an UPDATE ... RETURNING.
    const [rows] = await this.database.query<Tuning[]>(UPDATE_ACCEPTED, [id, accepted]);
    return rows?.[0] ?? null;
  }
}
