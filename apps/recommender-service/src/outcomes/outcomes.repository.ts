import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import {
  END_EXPERIMENT,
  INSERT_EXPERIMENT,
  INSERT_IMPRESSIONS,
  SELECT_EXPERIMENTS,
  SELECT_IS_VERSION,
  SELECT_OUTCOMES,
  SELECT_EXPERIMENT_OUTCOMES,
} from './outcomes.sql.js';
import type { ListSource } from '../listener/listener.js';
import type { Variant } from '../versions/assignment.js';
import type { RecommendationOrigin } from '../answers/recommendation-id.js';

export interface OutcomeCounts {
  recommendations: number;
  impressions: number;
  clicks: number;
  downloads: number;
  playThroughs: number;
}

export interface SourceOutcome extends OutcomeCounts {
  modelVersion: number;
  source: ListSource;
}

export interface ExperimentOutcome extends OutcomeCounts {
  experimentId: number;
  name: string;
  variant: Variant;
  startedAt: Date;
  endedAt: Date | null;
  modelVersions: number[];
  users: number;
}

export interface Experiment {
  id: number;
  name: string;
  challengerVersion: number;
  share: number;
  startedAt: Date;
  endedAt: Date | null;
}

const UNIQUE_VIOLATION = '23505';

/** Keeps what was shown, and reads what came of it. */
@Injectable()
export class AttributionRepository {
  constructor(private readonly database: Database) {}

  async isVersion(version: number): Promise<boolean> {
    const [row] = await this.database.query<{ isVersion: boolean }>(SELECT_IS_VERSION, [version]);
    return row?.isVersion ?? false;
  }

  /** Answers how many were not recorded before. */
  async addImpressions(
    recommendationId: string,
    origin: RecommendationOrigin,
    songIds: readonly string[],
    shownAt: Date,
  ): Promise<number> {
    const { userId, modelVersion, source, experimentId, variant } = origin;
    const rows = await this.database.query(INSERT_IMPRESSIONS, [
      recommendationId,
      songIds,
      shownAt,
      userId,
      modelVersion,
      source,
      experimentId,
      variant,
    ]);
    return rows.length;
  }

  async outcomes(from: Date, to: Date): Promise<SourceOutcome[]> {
    return await this.database.query<SourceOutcome>(SELECT_OUTCOMES, [from, to]);
  }

  async experimentOutcomes(from: Date, to: Date): Promise<ExperimentOutcome[]> {
    return await this.database.query<ExperimentOutcome>(SELECT_EXPERIMENT_OUTCOMES, [from, to]);
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
