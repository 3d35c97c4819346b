import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import { ARCHIVE_STATES } from '../storage/archive-state.js';
import type { DayRange } from '../pages/day-range.dto.js';
import { SELECT_COVERAGE, SELECT_COVERAGE_HOLES, SELECT_LOADED_SPAN } from './coverage.sql.js';

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

export interface Hole {
  day: string;
  kind: EventKind;
  reason: string;
}

@Injectable()
export class CoverageRepository {
  constructor(private readonly database: Database) {}

  /** Null before anything is loaded. */
  async loadedSpan(): Promise<DayRange | null> {
    const [row] = await this.database.query<{ from: string | null; to: string | null }>(SELECT_LOADED_SPAN);
    const { from, to } = row!;
    return from === null || to === null ? null : { from, to };
  }

  async parts({ from, to }: DayRange): Promise<CoveredPart[]> {
    return await this.database.query<CoveredPart>(SELECT_COVERAGE, [from, to]);
  }

  async holes({ from, to }: DayRange): Promise<Hole[]> {
    return await this.database.query<Hole>(SELECT_COVERAGE_HOLES, [from, to]);
  }
}
