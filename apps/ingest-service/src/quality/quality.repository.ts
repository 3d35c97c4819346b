import { Reads } from '#common';
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
  constructor(private readonly reads: Reads) {}

  async days({ from, to }: DayRange): Promise<KindCounts[]> {
    return await this.select<KindCounts>(SELECT_QUALITY_DAYS, [from, to]);
  }

  async rules({ from, to }: DayRange): Promise<RuleCount[]> {
    return await this.select<RuleCount>(SELECT_QUALITY_RULES, [from, to]);
  }

  /** Users by power of two of their plays. */
  async playsPerUser({ from, to }: DayRange): Promise<{ bin: number; users: number }[]> {
    return await this.select(SELECT_PLAYS_PER_USER, [from, to]);
  }

  /** Days of users by tenths of mean completion. */
  async completion({ from, to }: DayRange): Promise<{ bin: number; userDays: number }[]> {
    return await this.select(SELECT_COMPLETION, [from, to]);
  }

  private async select<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return await this.reads.run('recent', (database) => database.query<Row>(sql, parameters));
  }
}
