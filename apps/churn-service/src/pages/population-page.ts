import type { ReportSection } from '#common';
import { unixDay } from '#common/calendar';
import { barChart, lineChart } from '#plots';
import type {
  CohortDto,
  CohortsDto,
  LifecycleDto,
  LifecyclePeriodDto,
} from '../population/population.dto.js';
import { churnPage } from './churn-page.js';
import { percent } from './report/numbers.js';

const SHOWN_COHORTS = 7;

/** Users by where they stand, and how long those that came stayed. */
export function populationPage(lifecycle: LifecycleDto, cohorts: CohortsDto): string {
  return churnPage({
    title: 'Lifecycle of users',
    at: 'lifecycle/report',
    synthetic: lifecycle.synthetic,
    notes: [
      `A user is dormant after ${lifecycle.dormantAfterDays} complete days without an event; incomplete days make no user dormant.`,
    ],
    sections: [lifecycleSection(lifecycle), cohortSection(cohorts)],
  });
}

function lifecycleSection({ by, periods }: LifecycleDto): ReportSection {
  const whole = periods.filter(({ days, wholeDays }) => days === wholeDays);
  const line = (name: string, of: (period: LifecyclePeriodDto) => number) => ({
    name,
    points: whole.map((period) => ({ x: unixDay(period.from), y: of(period) })),
  });
  return {
    heading: `By ${by}`,
    paragraphs: [
      `Plots show ${by}s of complete days only.`,
      ...(periods.some(({ newIsCertain }) => !newIsCertain)
        ? ['Where new is in brackets, the logs begin too shortly before: some of these users may not be new.']
        : []),
    ],
    figures: [
      barChart({
        title: 'Active users',
        yLabel: 'users',
        isStacked: true,
        isSequence: true,
        series: ['active', 'resurrected', 'new'],
        groups: whole.map((period) => ({
          name: period.from,
          values: [period.active, period.resurrected, period.new].map((value) => ({ value: value ?? 0 })),
        })),
      }),
      lineChart({
        title: 'Dormant users',
        xLabel: by,
        yLabel: 'users',
        xIsDay: true,
        series: [
          line('dormant', ({ dormant }) => dormant),
          line('became dormant', ({ wentDormant }) => wentDormant),
          line('came back', ({ resurrected }) => resurrected ?? 0),
        ],
      }),
    ],
    table: {
      columns: [
        'from',
        'complete days',
        'users',
        'new',
        'resurrected',
        'active',
        'became dormant',
        'dormant',
      ],
      rows: periods.map((period) => [
        period.from,
        `${period.wholeDays} of ${period.days}`,
        period.users,
        period.newIsCertain || period.new === null ? period.new : `(${period.new})`,
        period.resurrected,
        period.active,
        period.wentDormant,
        period.dormant,
      ]),
    },
  };
}

function cohortSection({ cohorts }: CohortsDto): ReportSection {
  const longest = Math.max(0, ...cohorts.map(({ active }) => active.length));
  const drawn = cohorts.filter(({ isNew }) => isNew).slice(-SHOWN_COHORTS);
  return {
    heading: 'Retention by cohort',
    paragraphs: [
      'Users by the week of their first event, and the share of them who had an event in each week after. Incomplete weeks are empty; ' +
        'cohorts in brackets begin so early in the logs that some of their users may not be new.',
    ],
    figures: [
      lineChart({
        title: 'Share of a cohort that is active',
        xLabel: 'weeks since the first event',
        yLabel: 'share',
        series: drawn.map(({ week, retained }) => ({
          name: week,
          points: retained.flatMap((y, x) => (y === null ? [] : [{ x, y }])),
        })),
      }),
    ],
    table: {
      columns: ['week', 'users', ...Array.from({ length: longest }, (_, age) => String(age))],
      rows: cohorts.map((cohort) => cohortRow(cohort, longest)),
    },
  };
}

function cohortRow({ week, users, isNew, retained }: CohortDto, longest: number): (string | number | null)[] {
  const shares = Array.from({ length: longest }, (_, age) => retained[age] ?? null);
  return [
    isNew ? week : `(${week})`,
    users,
    ...shares.map((share) => (share === null ? null : percent(share))),
  ];
}
