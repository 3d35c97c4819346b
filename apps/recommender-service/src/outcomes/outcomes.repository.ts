import { asSigned, Database, Reads, UserHashing } from '#common';
import { Injectable } from '@nestjs/common';
import { INSERT_IMPRESSIONS, SELECT_OUTCOMES, SELECT_EXPERIMENT_OUTCOMES } from './outcomes.sql.js';
import type { PersonSums } from './rate.js';
import type { RecommendationOrigin } from '../answers/recommendation-id.js';
import type { SourceOutcomeDto, ExperimentOutcomeDto } from './outcomes.dto.js';

/** What the rates of an outcome are made of. */
export interface RateSums {
  /** Of the impressions. */
  clicked: PersonSums;
  /** Of the clicks. */
  playedThrough: PersonSums;
}

/** An outcome with sums in place of rates. */
type Summed<Outcome> = Omit<Outcome, 'clickRate' | 'playThroughRate'> & RateSums;

type SummedExperiment = Omit<Summed<ExperimentOutcomeDto>, 'startedAt' | 'endedAt'> & {
  startedAt: Date;
  endedAt: Date | null;
};

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

  async outcomes(from: Date, to: Date): Promise<Summed<SourceOutcomeDto>[]> {
    return await this.select<Summed<SourceOutcomeDto>>(SELECT_OUTCOMES, [from, to]);
  }

  async experimentOutcomes(from: Date, to: Date): Promise<SummedExperiment[]> {
    return await this.select<SummedExperiment>(SELECT_EXPERIMENT_OUTCOMES, [from, to]);
  }

  private async select<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return await this.reads.run('recent', (database) => database.query<Row>(sql, parameters));
  }
}
