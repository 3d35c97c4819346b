import { asSigned, Database, DomainError, Reads, UserHashing } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { RecommendationIds } from '../answers/recommendation-id.js';
import type {
  ExperimentOutcomeDto,
  ImpressionsBody,
  ImpressionsDto,
  OutcomesDto,
  OutcomesQuery,
  SourceOutcomeDto,
} from './outcomes.dto.js';
import { INSERT_IMPRESSIONS, SELECT_EXPERIMENT_OUTCOMES, SELECT_OUTCOMES } from './outcomes.sql.js';
import { rateOf } from './rate.js';
import type { PersonSums } from './rate.js';

/** What the rates of an outcome are made of. */
interface RateSums {
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

const DAYS = 30;

/** What was shown, and what came of it. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly database: Database,
    private readonly reads: Reads,
    private readonly hashing: UserHashing,
    private readonly ids: RecommendationIds,
  ) {}

  /**
   * Nothing is recorded of a user who was erased.
   * @throws DomainError invalid for an id that no answer can have had
   */
  async record({ recommendationId, songIds, shownAt }: ImpressionsBody): Promise<ImpressionsDto> {
    const { userId, ...origin } = await this.ids.read(recommendationId);
    const { hash } = await this.hashing.read();
    const recorded = await this.database.query(INSERT_IMPRESSIONS, [
      recommendationId,
      [...new Set(songIds.map((id) => String(BigInt(id))))],
      shownAt === undefined ? null : new Date(shownAt),
      userId,
      origin.modelVersion,
      origin.source,
      origin.experimentId,
      origin.variant,
      userId === null ? null : asSigned(hash(userId)),
    ]);
    return { recorded: recorded.length, duplicates: songIds.length - recorded.length };
  }

  /** @throws DomainError invalid when the days are in the wrong order */
  async outcomes(query: OutcomesQuery): Promise<OutcomesDto> {
    const to = query.to ?? new Date().toISOString().slice(0, 10);
    const from = query.from ?? addDays(to, -DAYS);
    if (from > to) throw new DomainError('invalid', 'days_in_wrong_order', '`from` lies after `to`.');
    const range = [new Date(`${from}T00:00:00Z`), new Date(addDays(to, 1))];
    const select = <Row>(sql: string): Promise<Row[]> =>
      this.reads.run('recent', (database) => database.query<Row>(sql, range));
    const [bySource, byVariant] = await Promise.all([
      select<Summed<SourceOutcomeDto>>(SELECT_OUTCOMES),
      select<SummedExperiment>(SELECT_EXPERIMENT_OUTCOMES),
    ]);
    return {
      from,
      to,
      bySource: bySource.map(described),
      byVariant: byVariant.map((outcome) => ({
        ...described(outcome),
        startedAt: outcome.startedAt.toISOString(),
        endedAt: outcome.endedAt?.toISOString() ?? null,
      })),
    };
  }
}

function described<Outcome extends RateSums>({ clicked, playedThrough, ...counts }: Outcome) {
  return { ...counts, clickRate: rateOf(clicked), playThroughRate: rateOf(playedThrough) };
}
