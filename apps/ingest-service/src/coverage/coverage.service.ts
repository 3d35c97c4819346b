import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { dayRange, MOST_DAYS } from '../day-ranges/day-range.dto.js';
import type { DayRange, DayRangeQuery } from '../day-ranges/day-range.dto.js';
import type { BrokenContractDto, CoverageDayDto, CoverageDto, CoveragePartDto } from './coverage.dto.js';
import {
  SELECT_BROKEN_CONTRACTS,
  SELECT_COVERAGE,
  SELECT_COVERAGE_HOLES,
  SELECT_LOADED_DAYS,
} from './coverage.sql.js';

/** One archive that is loaded, recorded or expected. */
type CoveredPart = CoveragePartDto & Pick<CoverageDayDto, 'day' | 'kind'>;
type Hole = Pick<CoverageDayDto, 'day' | 'kind'> & { reason: string };

/** Which days are loaded. Days are null before anything is. */
interface LoadedDays {
  firstDay: string | null;
  lastDay: string | null;
  /** Where the data is: what a page shows when no range is requested. */
  main: DayRange | null;
  /** The logs are generated. */
  synthetic: boolean;
}

/** What is loaded of each day and kind, next to what its neighbours make expect. */
@Injectable()
export class CoverageService {
  constructor(private readonly database: Database) {}

  /** @throws DomainError invalid for a range that is reversed or too long */
  async coverage(query: DayRangeQuery): Promise<CoverageDto> {
    const { firstDay, lastDay, main, synthetic } = await this.loadedDays();
    const range = dayRange(query, main);
    const { from, to } = range ?? { from: null, to: null };
    const select = async <Row>(sql: string): Promise<Row[]> =>
      range === null ? [] : await this.database.query<Row>(sql, [from, to]);
    const [parts, holes, brokenContracts] = await Promise.all([
      select<CoveredPart>(SELECT_COVERAGE),
      select<Hole>(SELECT_COVERAGE_HOLES),
      select<BrokenContractDto>(SELECT_BROKEN_CONTRACTS),
    ]);
    const days = coverageDays(parts, holes);
    return { from, to, synthetic, firstDay, lastDay, holes: holes.length, brokenContracts, days };
  }

  async loadedDays(): Promise<LoadedDays> {
    type Row = Omit<LoadedDays, 'main'> & { from: string | null; to: string | null };
    const [row] = await this.database.query<Row>(SELECT_LOADED_DAYS, [MOST_DAYS]);
    const { from, to, ...days } = row!;
    return { ...days, main: from === null || to === null ? null : { from, to } };
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
