import { DomainError, SETTINGS } from '#common';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import { NOTHING_LOADED, unknownSnapshot } from '../dataset/required-days.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import type { ChurnSettings } from '../churn.settings.js';
import { calendarOf, periodsOf, startOf } from './calendar.js';
import type { Calendar, Period, Step } from './calendar.js';
import type {
  CohortDto,
  CohortsDto,
  LifecycleDto,
  LifecyclePeriodDto,
  LifecycleQuery,
} from './population.dto.js';
import { PopulationRepository } from './population.repository.js';
import type { CohortCell, PeriodFlows } from './population.repository.js';

/** What one answer shows: days to the newest complete one. */
const SHOWN_DAYS: Record<Step, number> = { day: 90, week: 26 * 7 };
const SHOWN_COHORTS = 12;
const WEEK = 7;

/** All days that are loaded. */
interface LoadedRange {
  readonly firstDay: string;
  readonly newestDay: string;
  readonly calendar: Calendar;
}

/** Who is new, active, back or dormant, and who of those that came stays. */
@Injectable()
export class PopulationService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly loaded: LoadedDaysRepository,
    private readonly population: PopulationRepository,
  ) {}

  /** @throws DomainError not_found `snapshot_unknown` before a day is loaded; invalid `silence_too_short` */
  async lifecycle({
    by,
    dormantAfterDays = this.settings.CHURN_LABEL_DAYS,
  }: LifecycleQuery): Promise<LifecycleDto> {
    const { firstDay, newestDay, calendar } = await this.range();
    assertSilence(by, dormantAfterDays);
    const earliest = addDays(newestDay, 1 - SHOWN_DAYS[by]);
    const from = startOf(by, earliest < firstDay ? firstDay : earliest);
    const periodDays = by === 'day' ? 1 : WEEK;
    const { rows, oneIn } = await this.population.lifecycle(calendar, { from, periodDays, dormantAfterDays });
    const periods = periodsOf(calendar, by, from, newestDay);
    const { synthetic } = await this.loaded.origin();
    return {
      synthetic,
      by,
      dormantAfterDays,
      sampledShare: 1 / oneIn,
      periods: lifecyclePeriods(periods, rows, dormantAfterDays),
    };
  }

  /** @throws DomainError not_found `snapshot_unknown` before a day is loaded */
  async cohorts(): Promise<CohortsDto> {
    const { newestDay: to, calendar } = await this.range();
    const { rows, oneIn } = await this.population.cohorts(
      calendar,
      addDays(startOf('week', to), -WEEK * (SHOWN_COHORTS - 1)),
    );
    const { synthetic } = await this.loaded.origin();
    const cohorts = cohortsOf(rows, calendar, to, this.settings.CHURN_LABEL_DAYS);
    return { synthetic, to, sampledShare: 1 / oneIn, cohorts };
  }

  private async range(): Promise<LoadedRange> {
    const { days, wholeDays } = await this.loaded.coverage();
    const { firstDay, newestDay } = days;
    if (firstDay === null || newestDay === null) throw unknownSnapshot(NOTHING_LOADED, days);
    return { firstDay, newestDay, calendar: calendarOf(firstDay, newestDay, wholeDays) };
  }
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
  let dormant = byPeriod.get(-1)?.went ?? 0;
  return periods.map(({ from, to, days, wholeDays, historyDays }, place) => {
    const { users, fresh, resurrected, went } = byPeriod.get(place) ?? nothing;
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
