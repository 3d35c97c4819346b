import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import type { EventKind } from '../formats/archive-name.js';
import type { DayRange } from '../pages/day-range.dto.js';
import {
  SELECT_COMPLETION,
  SELECT_PLAYS_PER_USER,
  SELECT_QUALITY_DAYS,
  SELECT_QUALITY_RULES,
} from './quality.sql.js';

export interface KindCounts {
  day: string;
  kind: EventKind;
  lines: number;
  events: number;
}

export interface RuleCount {
  day: string;
  what: 'rejected' | 'repaired';
  name: string;
  count: number;
}

@Injectable()
export class QualityRepository {
  constructor(private readonly database: Database) {}

  async days({ from, to }: DayRange): Promise<KindCounts[]> {
    return await this.database.query<KindCounts>(SELECT_QUALITY_DAYS, [from, to]);
  }

  async rules({ from, to }: DayRange): Promise<RuleCount[]> {
    return await this.database.query<RuleCount>(SELECT_QUALITY_RULES, [from, to]);
  }

  /** Users by power of two of their plays. */
  async playsPerUser({ from, to }: DayRange): Promise<{ bin: number; users: number }[]> {
    return await this.database.query(SELECT_PLAYS_PER_USER, [from, to]);
  }

  /** Days of users by tenths of mean completion. */
  async completion({ from, to }: DayRange): Promise<{ bin: number; userDays: number }[]> {
    return await this.database.query(SELECT_COMPLETION, [from, to]);
  }
}
