import { Database, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { dayRange, MOST_DAYS } from '../day-ranges/day-range.dto.js';
import type { DayRange, DayRangeQuery } from '../day-ranges/day-range.dto.js';
import type {
  CoverageDayDto,
  CoverageDto,
  CoveragePartDto,
  LateDayDto,
  LateEventsDto,
} from './coverage.dto.js';
import type { IngestSettings } from '../ingest.settings.js';

/**
 * First and last day of which anything is loaded, or was until it was dropped, and where the data is: of the
 * stretches of $1 days that end on such a day, the newest with at least a tenth of the events of the fullest.
 * So a stray day long ago or ahead moves no page.
 */
const SELECT_LOADED_DAYS = `/* ingest.loaded_days */
  WITH loaded AS (
    SELECT coalesce(archive.day, of_day.day) AS day,
      sum(CASE WHEN state = 'dropped' THEN 0 ELSE coalesce(of_day.event_count, archive.event_count) END) AS events
    FROM archive LEFT JOIN archive_event_day AS of_day ON of_day.archive_id = archive.id AND archive.day IS NULL
    WHERE state IN ('loaded', 'partial', 'dropped') AND kind IS NOT NULL AND coalesce(archive.day, of_day.day) IS NOT NULL
    GROUP BY coalesce(archive.day, of_day.day)
  ), stretch AS (
    SELECT day AS last, min(day) OVER days AS first, sum(events) OVER days AS events FROM loaded
    WINDOW days AS (ORDER BY day RANGE BETWEEN make_interval(days => $1::int - 1) PRECEDING AND CURRENT ROW)
  ), newest AS (
    SELECT first, last FROM stretch WHERE events * 10 >= (SELECT max(events) FROM stretch) ORDER BY last DESC LIMIT 1
  )
  SELECT (SELECT min(day) FROM loaded) AS "firstDay", (SELECT max(day) FROM loaded) AS "lastDay",
    (SELECT first FROM newest) AS "from", (SELECT last FROM newest) AS "to",
    EXISTS (SELECT FROM sample_log_set) AS synthetic`;

/** Every part that is loaded, recorded or expected from $1 to $2. */
const SELECT_COVERAGE = `/* ingest.coverage */
  SELECT day, kind, part, state, reason, byte_count::float8 AS "byteCount", lines::float8 AS lines,
    usual_lines::float8 AS "usualLines"
  FROM archive_coverage WHERE day BETWEEN $1::date AND $2::date
  ORDER BY day, array_position(ARRAY['play', 'download', 'search', 'feedback'], kind), part`;

/** The holes of these days, each in a sentence. */
const SELECT_COVERAGE_HOLES = `/* ingest.coverage_holes */
  SELECT day, kind, reason FROM coverage_hole WHERE day BETWEEN $1::date AND $2::date`;

/** Events that were posted from $1 to $2: all, and the late ones by day and hours. */
const SELECT_LATE = `/* ingest.late_events */
  SELECT (SELECT coalesce(sum(event_count), 0)::float8 FROM archive
          WHERE name LIKE 'events/%' AND day BETWEEN $1::date AND $2::date) AS posted,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('day', day, 'hours', hours, 'events', events) ORDER BY hours, day), '[]')
     FROM late_events WHERE day BETWEEN $1::date AND $2::date) AS late`;

/** One archive that is loaded, recorded or expected. */
type CoveredPart = CoveragePartDto & Pick<CoverageDayDto, 'day' | 'kind'>;
type Hole = Pick<CoverageDayDto, 'day' | 'kind'> & { reason: string };

interface Lateness {
  /** Of events on time and late ones. */
  posted: number;
  /** By day and whole hours, the least late first. */
  late: LateDayDto[];
}

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
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  /** @throws DomainError invalid for a range that is reversed or too long */
  async coverage(query: DayRangeQuery): Promise<CoverageDto> {
    const { firstDay, lastDay, main, synthetic } = await this.loadedDays();
    const range = dayRange(query, main);
    const { from, to } = range ?? { from: null, to: null };
    const select = async <Row>(sql: string): Promise<Row[]> =>
      range === null ? [] : await this.database.query<Row>(sql, [from, to]);
    const [parts, holes, [lateness]] = await Promise.all([
      select<CoveredPart>(SELECT_COVERAGE),
      select<Hole>(SELECT_COVERAGE_HOLES),
      select<Lateness>(SELECT_LATE),
    ]);
    const days = coverageDays(parts, holes);
    const late = lateEvents(lateness ?? { posted: 0, late: [] }, this.settings.SETTLING_HOURS);
    return { from, to, synthetic, firstDay, lastDay, holes: holes.length, late, days };
  }

  async loadedDays(): Promise<LoadedDays> {
    type Row = Omit<LoadedDays, 'main'> & { from: string | null; to: string | null };
    const [row] = await this.database.query<Row>(SELECT_LOADED_DAYS, [MOST_DAYS]);
    const { from, to, ...days } = row!;
    return { ...days, main: from === null || to === null ? null : { from, to } };
  }
}

/** Whose days were complete without them, and how long one would have had to wait. */
function lateEvents({ posted, late }: Lateness, settlingHours: number): LateEventsDto {
  const missed = late.filter(({ hours }) => hours > settlingHours);
  const sum = (of: LateDayDto[]): number => of.reduce((all, { events }) => all + events, 0);
  const wanted = sum(late) - 0.01 * posted;
  let caught = 0;
  const last = late.find(({ events }) => (caught += events) >= wanted);
  const days = [...Map.groupBy(missed, ({ day }) => day)]
    .map(([day, of]) => ({ day, events: sum(of), hours: of.at(-1)!.hours }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  const hoursOf99 = posted === 0 ? null : wanted <= 0 ? 0 : last!.hours;
  return { settlingHours, events: sum(missed), hoursOf99, days };
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
    if (day.reason !== null) continue;
    if (day.parts.every(({ state }) => state === 'dropped')) day.state = 'dropped';
    else if (day.parts.some(({ state }) => state === 'awaited')) day.state = 'awaited';
  }
  return days;
}
