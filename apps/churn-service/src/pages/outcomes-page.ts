import type { ReportSection } from '#common';
import { unixDay } from '#common/calendar';
import { lineChart } from '#plots';
import type { OutcomesDto, OutcomeWeekDto, SnapshotOutcomeDto } from '../monitoring/outcome.dto.js';
import { churnPage } from './churn-page.js';
import { range } from './expected-quality.js';
import { four, percent } from './report/numbers.js';

/** How good past scores were, and how good the newest can be expected to be. */
export function outcomesPage(outcomes: OutcomesDto): string {
  return churnPage({
    title: 'Outcomes of past scores',
    at: 'outcomes/report',
    synthetic: outcomes.synthetic,
    version: outcomes.snapshots[0]?.modelVersion ?? null,
    notes: ['Scores are compared with outcomes once every day of their label window is complete.'],
    sections: [qualitySection(outcomes), trendSection(outcomes), ...weekSections(outcomes)],
  });
}

function qualitySection({ snapshots, calibration }: OutcomesDto): ReportSection {
  const known = snapshots.flatMap(({ snapshotDate, outOfTime, outcome }) => {
    if (outcome === null || !outOfTime) return [];
    return [{ x: unixDay(snapshotDate), auc: outcome.intervals.rocAuc, recency: outcome.recencyRocAuc }];
  });
  const newestExpected = snapshots.flatMap(({ snapshotDate, expected }) =>
    typeof expected?.rocAuc.value === 'number'
      ? [{ x: unixDay(snapshotDate), y: expected.rocAuc.value }]
      : [],
  );
  const line = (name: string, of: (point: (typeof known)[number]) => number | null) => ({
    name,
    points: inOrder(
      known.flatMap((point) => {
        const y = of(point);
        return y === null ? [] : [{ x: point.x, y }];
      }),
    ),
  });
  return {
    heading: 'Quality',
    paragraphs: [
      'Expected: from the probabilities alone, before outcomes are known; valid only while they are calibrated.',
      `By the newest known outcomes: ${calibration.state}. ${calibration.because}`,
    ],
    figures: [
      lineChart({
        title: 'ROC AUC by snapshot, out-of-time scores',
        xLabel: 'snapshot date',
        yLabel: 'ROC AUC',
        xIsDay: true,
        series: [
          line('measured', ({ auc }) => auc.value),
          line('measured, low', ({ auc }) => auc.low),
          line('measured, high', ({ auc }) => auc.high),
          line('recency alone', ({ recency }) => recency),
          { name: 'expected', points: inOrder(newestExpected) },
        ],
      }),
    ],
    table: {
      columns: [
        'snapshot',
        'version',
        'out of time',
        'users',
        'expected ROC AUC',
        'ROC AUC',
        'recency ROC AUC',
        'log loss',
        'Brier score',
        'churn rate',
        'mean probability',
        'why not compared',
      ],
      rows: snapshots.map(snapshotRow),
    },
  };
}

function snapshotRow(snapshot: SnapshotOutcomeDto): (string | number | null)[] {
  const { snapshotDate, modelVersion, outOfTime, scoredUsers, expected, outcome, notComparedBecause } =
    snapshot;
  return [
    snapshotDate,
    modelVersion,
    outOfTime ? 'yes' : 'no',
    outcome?.users ?? scoredUsers,
    range(expected?.rocAuc ?? null),
    range(outcome?.intervals.rocAuc ?? null),
    four(outcome?.recencyRocAuc),
    range(outcome?.intervals.logLoss ?? null),
    range(outcome?.intervals.brier ?? null),
    outcome === null ? null : percent(outcome.churnRate),
    outcome === null ? null : percent(outcome.meanProbability),
    notComparedBecause,
  ];
}

const MEASURES = { rocAuc: 'ROC AUC', brier: 'Brier score', logLoss: 'log loss' };

function trendSection({ trend }: OutcomesDto): ReportSection {
  return {
    heading: 'Trend',
    paragraphs: ['Of out-of-time scores whose label windows do not overlap; a trend needs three or more.'],
    table: {
      columns: ['metric', 'snapshots', 'from', 'to', 'change in 30 days', 'direction'],
      rows: trend.map(({ measure, snapshots, from, to, per30Days, direction }) => [
        MEASURES[measure],
        snapshots,
        from,
        to,
        range(per30Days),
        direction,
      ]),
    },
  };
}

function weekSections({ weeks }: OutcomesDto): ReportSection[] {
  const heading = 'Calibration by week';
  if (weeks.length === 0) return [{ heading, paragraphs: ['No out-of-time scores have outcomes yet.'] }];
  const line = (name: string, of: (week: OutcomeWeekDto) => number) => ({
    name,
    points: weeks.map((week) => ({ x: unixDay(week.week), y: of(week) })),
  });
  const newest = weeks.at(-1)!;
  return [
    {
      heading,
      paragraphs: ['By the week of the snapshot. The difference is churn rate minus mean probability.'],
      figures: [
        lineChart({
          title: 'Predicted and observed churn',
          xLabel: 'week of the snapshot',
          yLabel: 'share',
          xIsDay: true,
          series: [
            line('churn rate', ({ churnRate }) => churnRate),
            line('mean probability', ({ meanProbability }) => meanProbability),
          ],
        }),
        lineChart({
          title: `Calibration by decile, week of ${newest.week}`,
          xLabel: 'mean probability',
          yLabel: 'churn rate',
          series: [
            { name: 'users', points: newest.bins.map(({ meanProbability: x, rate: y }) => ({ x, y })) },
            { name: 'calibrated', points: newest.bins.map(({ meanProbability: x }) => ({ x, y: x })) },
          ],
        }),
      ],
      table: {
        columns: [
          'week',
          'snapshots',
          'scores',
          'churn rate',
          'mean probability',
          'difference',
          'verdict',
          'calibration error',
        ],
        rows: weeks.map(
          ({ week, snapshots, scores, churnRate, meanProbability, difference, verdict, ece }) => [
            week,
            snapshots,
            scores,
            percent(churnRate),
            percent(meanProbability),
            range(difference),
            verdict,
            four(ece),
          ],
        ),
      },
    },
  ];
}

function inOrder(points: { x: number; y: number }[]): { x: number; y: number }[] {
  return points.sort((a, b) => a.x - b.x);
}
