import { asSigned, Database, DomainError, Reads, UserHashing } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { propensityOf } from '../answers/exploration.js';
import { RecommendationIds } from '../answers/recommendation-ids.js';
import { ExperimentResults } from './experiment-results.js';
import type { PlaceOutcomeDto, ScenarioOutcomeDto, SourceOutcomeDto } from './outcome.dto.js';
import type { ImpressionsBody, ImpressionsDto, OutcomesDto, OutcomesQuery } from './outcomes.dto.js';
import {
  INSERT_IMPRESSIONS,
  SELECT_OUTCOMES,
  SELECT_PLACE_OUTCOMES,
  SELECT_SCENARIO_OUTCOMES,
} from './outcomes.sql.js';
import { described } from './rate.js';
import type { Summed } from './rate.js';

const DAYS = 30;

/** What was shown, and what came of it. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly database: Database,
    private readonly reads: Reads,
    private readonly hashing: UserHashing,
    private readonly ids: RecommendationIds,
    private readonly experiments: ExperimentResults,
  ) {}

  /**
   * Nothing is recorded of a user who was erased.
   * @throws DomainError invalid for an id that no answer can have had
   */
  async record({ recommendationId, songIds, firstPlace, shownAt }: ImpressionsBody): Promise<ImpressionsDto> {
    const { userId, exploration, ...origin } = await this.ids.read(recommendationId);
    const { hash } = await this.hashing.read();
    const places = new Map(songIds.map((id, n) => [String(BigInt(id)), (firstPlace ?? 1) + n]));
    const known = firstPlace === undefined ? [] : [...places.values()];
    const recorded = await this.database.query(INSERT_IMPRESSIONS, [
      recommendationId,
      [...places.keys()],
      shownAt === undefined ? null : new Date(shownAt),
      userId,
      origin.modelVersion,
      origin.source,
      origin.experimentId,
      origin.variant,
      userId === null ? null : asSigned(hash(userId)),
      known,
      exploration === null ? [] : known.map((place) => propensityOf(exploration, place)),
      origin.scenario?.id ?? null,
      origin.scenario?.version ?? null,
    ]);
    return { recorded: recorded.length, duplicates: songIds.length - recorded.length };
  }

  /** @throws DomainError invalid when the days are in the wrong order */
  async outcomes(query: OutcomesQuery): Promise<OutcomesDto> {
    const to = query.to ?? new Date().toISOString().slice(0, 10);
    const from = query.from ?? addDays(to, -DAYS);
    if (from > to) throw new DomainError('invalid', 'days_in_wrong_order', '`from` lies after `to`.');
    const range = [new Date(`${from}T00:00:00Z`), new Date(addDays(to, 1))] as const;
    const select = <Row>(sql: string): Promise<Row[]> =>
      this.reads.run('recent', (database) => database.query<Row>(sql, [...range]));
    const [bySource, byScenario, byPlace, experiments] = await Promise.all([
      select<Summed<SourceOutcomeDto>>(SELECT_OUTCOMES),
      select<Summed<ScenarioOutcomeDto>>(SELECT_SCENARIO_OUTCOMES),
      select<Summed<PlaceOutcomeDto>>(SELECT_PLACE_OUTCOMES),
      this.experiments.between(range),
    ]);
    return {
      from,
      to,
      bySource: bySource.map(described),
      byScenario: byScenario.map(described),
      byPlace: byPlace.map(described),
      experiments,
    };
  }
}
