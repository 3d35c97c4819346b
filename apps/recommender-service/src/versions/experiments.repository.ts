import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import {
  END_EXPERIMENT,
  INSERT_EXPERIMENT,
  SELECT_CHALLENGER,
  SELECT_EXPERIMENTS,
} from './experiments.sql.js';

export interface Experiment {
  id: number;
  name: string;
  challengerVersion: number;
  share: number;
  startedAt: Date;
  endedAt: Date | null;
}

const UNIQUE_VIOLATION = '23505';

@Injectable()
export class ExperimentsRepository {
  constructor(private readonly database: Database) {}

  /** The version that answers some users beside the live one; null when no experiment runs. */
  async challenger(): Promise<number | null> {
    return (await this.database.query<{ version: number }>(SELECT_CHALLENGER))[0]?.version ?? null;
  }

  /** Null when an experiment runs already or has had this name. */
  async startExperiment(name: string, challengerVersion: number, share: number): Promise<Experiment | null> {
    try {
      const [row] = await this.database.query<Experiment>(INSERT_EXPERIMENT, [
        name,
        challengerVersion,
        share,
      ]);
      return row!;
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  /** Newest first. */
  async experiments(): Promise<Experiment[]> {
    return await this.database.query<Experiment>(SELECT_EXPERIMENTS);
  }

  /** Null when no experiment runs. */
  async endExperiment(): Promise<Experiment | null> {
    return (await this.database.query<Experiment>(END_EXPERIMENT))[0] ?? null;
  }
}
