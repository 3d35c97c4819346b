import { Injectable } from '@nestjs/common';
import { dayRange } from '../pages/day-range.dto.js';
import type { DayRangeQuery } from '../pages/day-range.dto.js';
import type { CoverageDayDto, CoverageDto } from './coverage.dto.js';
import { CoverageRepository } from './coverage.repository.js';
import type { CoveredPart, Hole } from './coverage.repository.js';

/** What is loaded of each day and kind, beside what its neighbours make expect. */
@Injectable()
export class CoverageService {
  constructor(private readonly repository: CoverageRepository) {}

  /** @throws DomainError invalid for a range that is reversed or too long */
  async coverage(query: DayRangeQuery): Promise<CoverageDto> {
    const { firstDay, lastDay, main, synthetic } = await this.repository.loadedDays();
    const range = dayRange(query, main);
    const parts = range === null ? [] : await this.repository.parts(range);
    const holes = range === null ? [] : await this.repository.holes(range);
    return {
      from: range?.from ?? null,
      to: range?.to ?? null,
      synthetic,
      firstDay,
      lastDay,
      holes: holes.length,
      days: coverageDays(parts, holes),
    };
  }
}

/** Puts parts, in the order of day, kind and part, together by day and kind. */
function coverageDays(parts: CoveredPart[], holes: Hole[]): CoverageDayDto[] {
  const reasons = new Map(holes.map(({ day, kind, reason }) => [`${day} ${kind}`, reason]));
  const days: CoverageDayDto[] = [];
  for (const { day, kind, ...part } of parts) {
    const last = days.at(-1);
    if (last?.day === day && last.kind === kind) {
      last.parts.push(part);
      continue;
    }
    const reason = reasons.get(`${day} ${kind}`) ?? null;
    days.push({ day, kind, state: reason === null ? 'whole' : 'hole', reason, parts: [part] });
  }
  for (const day of days) {
    if (day.reason === null && day.parts.every(({ state }) => state === 'dropped')) day.state = 'dropped';
  }
  return days;
}
