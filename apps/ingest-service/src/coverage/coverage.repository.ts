import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import { ARCHIVE_STATES } from '../storage/archive.entity.js';
import { MOST_DAYS } from '../pages/day-range.dto.js';
import type { DayRange } from '../pages/day-range.dto.js';
import { SELECT_COVERAGE, SELECT_COVERAGE_HOLES, SELECT_LOADED_DAYS } from './coverage.sql.js';

export const PART_STATES = [...ARCHIVE_STATES, 'small', 'missing'] as const;
export type PartState = (typeof PART_STATES)[number];

/** One archive that is loaded, recorded or expected. */
export interface CoveredPart {
  day: string;
  kind: EventKind;
  /** Null: an archive of the whole day, collected events, or a day of which nothing is known. */
  part: number | null;
  state: PartState;
  reason: string | null;
  byteCount: number | null;
  /** Lines that became events. */
  lines: number;
  /** Median of the neighbouring days; null where there are none. */
  usualLines: number | null;
}

/** Which days are loaded. Days are null before anything is. */
export interface LoadedDays {
  firstDay: string | null;
  lastDay: string | null;
  /** Where the data is: what a page shows when no range is asked for. */
  main: DayRange | null;
  /** The logs are generated. */
  synthetic: boolean;
}

export interface Hole {
  day: string;
  kind: EventKind;
  reason: string;
}

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
