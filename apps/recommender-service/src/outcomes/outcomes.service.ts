import { DomainError } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { RecommendationIds } from '../answers/recommendation-id.js';
import { OutcomesRepository } from './outcomes.repository.js';
import type { RateSums } from './outcomes.repository.js';
import type { ImpressionsBody, ImpressionsDto, OutcomesDto, OutcomesQuery } from './outcomes.dto.js';
import { rateOf } from './rate.js';

const DAYS = 30;

/** What was shown, and what came of it. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly repository: OutcomesRepository,
    private readonly ids: RecommendationIds,
  ) {}

  /** @throws DomainError invalid for an id that no answer can have had */
  async record({ recommendationId, songIds, shownAt }: ImpressionsBody): Promise<ImpressionsDto> {
    const origin = await this.ids.read(recommendationId);
    const songs = [...new Set(songIds.map((id) => String(BigInt(id))))];
    const at = shownAt === undefined ? null : new Date(shownAt);
    const recorded = await this.repository.addImpressions(recommendationId, origin, songs, at);
    return { recorded, duplicates: songIds.length - recorded };
  }

  /** @throws DomainError invalid when the days are in the wrong order */
  async outcomes(query: OutcomesQuery): Promise<OutcomesDto> {
    const to = query.to ?? new Date().toISOString().slice(0, 10);
    const from = query.from ?? addDays(to, -DAYS);
    if (from > to) throw new DomainError('invalid', 'days_in_wrong_order', '`from` lies after `to`.');
    const range = [new Date(`${from}T00:00:00Z`), new Date(addDays(to, 1))] as const;
    const [bySource, byVariant] = await Promise.all([
      this.repository.outcomes(...range),
      this.repository.experimentOutcomes(...range),
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
