import { asSigned, Database, Reads, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { INSERT_IMPRESSIONS, SELECT_OUTCOMES, SELECT_EXPERIMENT_OUTCOMES } from './outcomes.sql.js';
import type { PersonSums } from './rate.js';
import type { Variant } from '../registry/served-models.js';
import type { AnswerSource, RecommendationOrigin } from '../answers/recommendation-id.js';

export interface OutcomeCounts {
  recommendations: number;
  impressions: number;
  clicks: number;
  downloads: number;
  playThroughs: number;
  /** Of the impressions. */
  clicked: PersonSums;
  /** Of the clicks. */
  playedThrough: PersonSums;
}

export interface SourceOutcome extends OutcomeCounts {
  modelVersion: number;
  source: AnswerSource;
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

/** Keeps what was shown, and reads what came of it. */
@Injectable()
export class OutcomesRepository {
  constructor(
    private readonly database: Database,
    private readonly hashing: UserHashing,
    private readonly reads: Reads,
  ) {}

  /** Answers how many were not recorded before; of a user who was erased nothing is. @param shownAt null: now. */
  async addImpressions(
    recommendationId: string,
    origin: RecommendationOrigin,
    songIds: readonly string[],
    shownAt: Date | null,
  ): Promise<number> {
    const { userId, modelVersion, source, experimentId, variant } = origin;
    const { hash } = await this.hashing.read();
    const rows = await this.database.query(INSERT_IMPRESSIONS, [
      recommendationId,
      songIds,
      shownAt,
      userId,
      modelVersion,
      source,
      experimentId,
      variant,
      userId === null ? null : asSigned(hash(userId)),
    ]);
    return rows.length;
  }

  async outcomes(from: Date, to: Date): Promise<SourceOutcome[]> {
    return await this.select<SourceOutcome>(SELECT_OUTCOMES, [from, to]);
  }

  async experimentOutcomes(from: Date, to: Date): Promise<ExperimentOutcome[]> {
    return await this.select<ExperimentOutcome>(SELECT_EXPERIMENT_OUTCOMES, [from, to]);
  }

  private async select<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return await this.reads.run('recent', (database) => database.query<Row>(sql, parameters));
  }
}
