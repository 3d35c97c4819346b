import { Injectable } from '@nestjs/common';
import { CoverageRepository } from '../coverage/coverage.repository.js';
import { REJECTION_MEANINGS } from '../formats/event-rejection.js';
import { REPAIR_RULES } from '../formats/repair.js';
import { dayRange } from '../pages/day-range.dto.js';
import type { DayRangeQuery } from '../pages/day-range.dto.js';
import type { QualityDayDto, QualityDto } from './quality.dto.js';
import { QualityRepository } from './quality.repository.js';
import type { KindCounts, RuleCount } from './quality.repository.js';

const MEANINGS: Record<string, string> = { ...REJECTION_MEANINGS, ...REPAIR_RULES };

/** What came out of the lines of each day, and how what came out is distributed. */
@Injectable()
export class QualityService {
  constructor(
    private readonly repository: QualityRepository,
    private readonly coverage: CoverageRepository,
  ) {}

  /** @throws DomainError invalid for a range that is reversed or too long */
  async quality(query: DayRangeQuery): Promise<QualityDto> {
    const { main, synthetic } = await this.coverage.loadedDays();
    const range = dayRange(query, main);
    if (range === null)
      return { from: null, to: null, synthetic, days: [], meanings: {}, playsPerUser: [], completion: [] };
    const rules = await this.repository.rules(range);
    const days = qualityDays(await this.repository.days(range), rules);
    const plays = await this.repository.playsPerUser(range);
    const completion = await this.repository.completion(range);
    return {
      ...range,
      synthetic,
      days,
      meanings: Object.fromEntries(rules.map(({ name }) => [name, MEANINGS[name] ?? name])),
      playsPerUser: plays.map(({ bin, users }) => ({ from: 2 ** bin, to: 2 ** (bin + 1) - 1, users })),
      completion: completion.map(({ bin, userDays }) => ({ from: bin / 10, to: (bin + 1) / 10, userDays })),
    };
  }
}

function qualityDays(kinds: KindCounts[], rules: RuleCount[]): QualityDayDto[] {
  const days = new Map<string, QualityDayDto>();
  for (const { day, kind, lines, events } of kinds) {
    const known = days.get(day) ?? emptyDay(day);
    known.lines += lines;
    known.events[kind] = events;
    days.set(day, known);
  }
  for (const { day, what, name, count } of rules) {
    const known = days.get(day);
    if (known !== undefined) known[what][name] = count;
  }
  return [...days.values()];
}

function emptyDay(day: string): QualityDayDto {
  return { day, lines: 0, events: { play: 0, download: 0, search: 0 }, rejected: {}, repaired: {} };
}
