import { Reads } from '#common';
import { Injectable } from '@nestjs/common';
import { CoverageService } from './coverage.service.js';
import { LEFT_OUT_ON_PURPOSE, REJECTION_MEANINGS } from '../formats/rejection.js';
import type { EventKind } from '../formats/archive-name.js';
import { REPAIR_RULES } from '../formats/repair.js';
import { dayRange } from '../day-ranges/day-range.dto.js';
import type { DayRangeQuery } from '../day-ranges/day-range.dto.js';
import type { QualityDayDto, QualityDto } from './quality.dto.js';

const NOT_DROPPED = `state <> 'dropped' AND day NOT IN (SELECT day FROM dropped_day)`;

/**
 * Lines and events of archives and of posted events, by day and kind from $1 to $2. Archives of many days and
 * dropped ones are left out.
 */
const SELECT_QUALITY_DAYS = `/* ingest.quality_days */
  SELECT day, kind, sum(line_count)::float8 AS lines, sum(event_count)::float8 AS events
  FROM archive WHERE day BETWEEN $1::date AND $2::date AND kind IS NOT NULL AND ${NOT_DROPPED}
  GROUP BY day, kind ORDER BY day, array_position(ARRAY['play', 'download', 'search', 'feedback'], kind)`;

/** Rejected lines by day and reason, and repaired events by day and rule. */
const SELECT_QUALITY_RULES = `/* ingest.quality_rules */
  SELECT day, 'rejected' AS what, key AS name, sum(value::bigint)::float8 AS count
  FROM archive, jsonb_each_text(rejected) WHERE day BETWEEN $1::date AND $2::date AND ${NOT_DROPPED} GROUP BY day, key
  UNION ALL
  SELECT day, 'repaired', key, sum(value::bigint)::float8
  FROM archive, jsonb_each_text(repaired) WHERE day BETWEEN $1::date AND $2::date AND ${NOT_DROPPED} GROUP BY day, key
  ORDER BY day, what, name`;

interface KindCounts {
  day: string;
  kind: EventKind;
  lines: number;
  events: number;
}

interface RuleCount {
  day: string;
  what: 'rejected' | 'repaired';
  name: string;
  count: number;
}

const ON_PURPOSE: readonly string[] = LEFT_OUT_ON_PURPOSE;
const MEANINGS: Record<string, string> = { ...REJECTION_MEANINGS, ...REPAIR_RULES };

/** What came out of the lines of each day. */
@Injectable()
export class QualityService {
  constructor(
    private readonly reads: Reads,
    private readonly coverage: CoverageService,
  ) {}

  /** @throws DomainError invalid for a range that is reversed or too long */
  async quality(query: DayRangeQuery): Promise<QualityDto> {
    const { main, synthetic } = await this.coverage.loadedDays();
    const range = dayRange(query, main);
    if (range === null) return { from: null, to: null, synthetic, days: [], meanings: {} };
    const { from, to } = range;
    const select = <Row>(sql: string): Promise<Row[]> =>
      this.reads.run('recent', (database) => database.query<Row>(sql, [from, to]));
    const rules = await select<RuleCount>(SELECT_QUALITY_RULES);
    const days = qualityDays(await select<KindCounts>(SELECT_QUALITY_DAYS), rules);
    return {
      ...range,
      synthetic,
      days,
      meanings: Object.fromEntries(rules.map(({ name }) => [name, MEANINGS[name] ?? name])),
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
    if (known === undefined) continue;
    known[what][name] = count;
    if (what === 'rejected' && ON_PURPOSE.includes(name)) known.leftOut += count;
  }
  return [...days.values()];
}

function emptyDay(day: string): QualityDayDto {
  return {
    day,
    lines: 0,
    events: { play: 0, download: 0, search: 0, feedback: 0 },
    rejected: {},
    leftOut: 0,
    repaired: {},
  };
}
