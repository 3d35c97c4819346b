import { DomainError, SETTINGS } from '#common';
import { addDays, spanDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { assertDayLoaded, NOTHING_LOADED, unknownSnapshot } from '../dataset/loaded-windows.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import type { Coverage } from '../dataset/snapshots.repository.js';
import type { ChurnSettings } from '../settings.js';
import { ActiveDaysRepository } from './active-days.repository.js';
import { calendarOf, periodsOf, startOf } from './calendar.js';
import type { Calendar, Period, Step } from './calendar.js';
import { CohortCells } from './cohort-cells.js';
import type { CohortCell } from './cohort-cells.js';
import { LifecycleFlows } from './lifecycle-flows.js';
import type { PeriodFlows } from './lifecycle-flows.js';
import type {
  CohortDto,
  CohortsDto,
  CohortsQuery,
  LifecycleDto,
  LifecyclePeriodDto,
  LifecycleQuery,
} from './population.dto.js';

/** What one answer and one page can show. */
const MOST_PERIODS: Record<Step, number> = { day: 366, week: 156 };
const DEFAULT_DAYS: Record<Step, number> = { day: 90, week: 26 * 7 };
const WEEK = 7;

interface LoadedRange extends Coverage {
  readonly firstDay: string;
  readonly to: string;
}

/** Who is new, active, back or dormant, and who of those that came stays. */
@Injectable()
export class PopulationService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly snapshots: SnapshotsRepository,
    private readonly activeDays: ActiveDaysRepository,
  ) {}

  /**
   * @throws DomainError not_found `snapshot_unknown` for days that are not loaded; invalid `range_reversed`,
   * `range_too_long`, `silence_too_short`
   */
  async lifecycle(query: LifecycleQuery): Promise<LifecycleDto> {
    const { by } = query;
    const range = await this.range(query.to);
    const { firstDay, to, wholeDays } = range;
    const earliest = addDays(to, 1 - DEFAULT_DAYS[by]);
    if (query.from !== undefined) assertDayLoaded(query.from, range.days);
    const from = startOf(by, query.from ?? (earliest < firstDay ? firstDay : earliest));
    assertRange(by, query.from ?? from, to);
    const dormantAfterDays = query.dormantAfterDays ?? this.settings.CHURN_LABEL_DAYS;
    assertSilence(by, dormantAfterDays);
    const calendar = calendarOf(firstDay, to, wholeDays);
    const flows = new LifecycleFlows(calendar, { step: by, from, dormantAfterDays });
    await this.activeDays.each(firstDay, to, (days) => flows.add(days));
    const periods = periodsOf(calendar, by, from, to);
    const { synthetic } = await this.snapshots.origin();
    return {
      synthetic,
      by,
      dormantAfterDays,
      periods: lifecyclePeriods(periods, flows.flows(), dormantAfterDays),
    };
  }

  /** @throws DomainError not_found `snapshot_unknown` for a day that is not loaded */
  async cohorts({ weeks, to: asked }: CohortsQuery): Promise<CohortsDto> {
    const { firstDay, to, wholeDays } = await this.range(asked);
    const calendar = calendarOf(firstDay, to, wholeDays);
    const from = addDays(startOf('week', to), -WEEK * (weeks - 1));
    const cells = new CohortCells(firstDay, from);
    await this.activeDays.each(firstDay, to, (days) => cells.add(days));
    const { synthetic } = await this.snapshots.origin();
    return { synthetic, to, cohorts: cohortsOf(cells.cells(), calendar, to, this.settings.CHURN_LABEL_DAYS) };
  }

  private async range(asked: string | undefined): Promise<LoadedRange> {
    const coverage = await this.snapshots.coverage();
    const { firstDay, newestDay } = coverage.days;
    if (firstDay === null || newestDay === null) throw unknownSnapshot(NOTHING_LOADED, coverage.days);
    const to = asked ?? newestDay;
    assertDayLoaded(to, coverage.days);
    return { ...coverage, firstDay, to };
  }
}

function assertRange(by: Step, from: string, to: string): void {
  if (from > to)
    throw new DomainError(
      'invalid',
      'range_reversed',
      `The range ends on ${to}, before it begins on ${from}.`,
    );
  const periods = Math.ceil(spanDays(startOf(by, from), to) / (by === 'day' ? 1 : WEEK));
  if (periods > MOST_PERIODS[by])
    throw new DomainError(
      'invalid',
      'range_too_long',
      `From ${from} to ${to} there are ${periods} ${by}s; ask for at most ${MOST_PERIODS[by]} at once${by === 'day' ? ', or by week' : ''}.`,
    );
}

/** Within one week a user could otherwise go and come back, and be counted twice. */
function assertSilence(by: Step, dormantAfterDays: number): void {
  if (by === 'day' || dormantAfterDays >= WEEK) return;
  throw new DomainError(
    'invalid',
    'silence_too_short',
    `By week, dormantAfterDays must be at least ${WEEK}, not ${dormantAfterDays}; ask by day for less.`,
  );
}

/** Dormant at the end of a period are those who were before it and those who went, without those who came back. */
function lifecyclePeriods(
  periods: readonly Period[],
  flows: readonly PeriodFlows[],
  dormantAfterDays: number,
): LifecyclePeriodDto[] {
  const byPeriod = new Map(flows.map((flow) => [flow.period, flow]));
  const nothing = { users: 0, fresh: 0, resurrected: 0, went: 0 };
  let dormant = byPeriod.get(null)?.went ?? 0;
  return periods.map(({ from, to, days, wholeDays, historyDays }) => {
    const { users, fresh, resurrected, went } = byPeriod.get(from) ?? nothing;
    dormant += went - resurrected;
    const told = (count: number) => (wholeDays === 0 ? null : count);
    return {
      from,
      to,
      days,
      wholeDays,
      newIsCertain: historyDays >= dormantAfterDays,
      users: told(users),
      new: told(fresh),
      resurrected: told(resurrected),
      active: told(users - fresh - resurrected),
      wentDormant: went,
      dormant,
    };
  });
}

/** @param historyDays complete days before a cohort, from which on its users count as new */
function cohortsOf(
  cells: readonly CohortCell[],
  calendar: Calendar,
  to: string,
  historyDays: number,
): CohortDto[] {
  return [...new Set(cells.map(({ week }) => week))].map((week) => {
    const users = new Map(cells.filter((cell) => cell.week === week).map((cell) => [cell.age, cell.users]));
    const size = users.get(0)!;
    const weeks = periodsOf(calendar, 'week', week, to);
    const active = weeks.map(({ days, wholeDays }, age) =>
      wholeDays === days ? (users.get(age) ?? 0) : null,
    );
    return {
      week,
      users: size,
      isNew: weeks[0]!.historyDays >= historyDays,
      active,
      retained: active.map((count) => (count === null ? null : count / size)),
    };
  });
}
