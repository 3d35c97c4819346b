import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { MOST_DAYS } from '../pages/day-range.dto.js';
import type { DayRange } from '../pages/day-range.dto.js';
import type { CoverageDayDto, CoveragePartDto } from './coverage.dto.js';
import { SELECT_COVERAGE, SELECT_COVERAGE_HOLES, SELECT_LOADED_DAYS } from './coverage.sql.js';

/** One archive that is loaded, recorded or expected. */
export type CoveredPart = CoveragePartDto & Pick<CoverageDayDto, 'day' | 'kind'>;

/** Which days are loaded. Days are null before anything is. */
export interface LoadedDays {
  firstDay: string | null;
  lastDay: string | null;
  /** Where the data is: what a page shows when no range is asked for. */
  main: DayRange | null;
  /** The logs are generated. */
  synthetic: boolean;
}

export type Hole = Pick<CoverageDayDto, 'day' | 'kind'> & { reason: string };

@Injectable()
export class CoverageRepository {
  constructor(private readonly database: Database) {}

  async loadedDays(): Promise<LoadedDays> {
    type Row = Omit<LoadedDays, 'main'> & { from: string | null; to: string | null };
    const [row] = await this.database.query<Row>(SELECT_LOADED_DAYS, [MOST_DAYS]);
    const { from, to, ...days } = row!;
    return { ...days, main: from === null || to === null ? null : { from, to } };
  }

  async parts({ from, to }: DayRange): Promise<CoveredPart[]> {
    return await this.database.query<CoveredPart>(SELECT_COVERAGE, [from, to]);
  }

  async holes({ from, to }: DayRange): Promise<Hole[]> {
    return await this.database.query<Hole>(SELECT_COVERAGE_HOLES, [from, to]);
  }
}
