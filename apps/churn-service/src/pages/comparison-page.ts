import { valueInWords } from '#common';
import type { ModelVersion, ReportSection } from '#common';
import { lineChart, rowChart } from '#plots';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import { churnPage } from './churn-page.js';
import { four, interval, percent } from './report/numbers.js';

interface Side {
  readonly name: string;
  readonly version: ModelVersion;
  readonly report: ChurnReportDto;
}

const SHOWN = 15;

/** Two versions side by side, by what each found out about itself when it was trained. */
export function comparisonPage(first: ModelVersion, second: ModelVersion): string {
  const sides = [first, second].map((version) => ({
    name: `version ${version.version}`,
    version,
    report: version.report as unknown as ChurnReportDto,
  })) as [Side, Side];
  return churnPage({
    title: `Churn model, versions ${first.version} and ${second.version}`,
    at: `models/${first.version}/beside/${second.version}`,
    synthetic: sides.some(({ report }) => report.synthetic),
    version: first.version,
    notes: notesOf(sides),
    sections: [
      qualitySection(sides),
      ...championSections(sides),
      curvesSection(sides),
      calibrationSection(sides),
      importanceSection(sides),
      sliceSection(sides),
      settingsSection(sides),
    ],
  });
}

function notesOf(sides: [Side, Side]): string[] {
  const told = ({ report: { windows } }: Side) =>
    JSON.stringify([windows.featureDays, windows.labelDays, windows.activityKinds, windows.population]);
  return [
    'Each was evaluated on its own test users: between versions trained on different days, figures also differ because of the days. The report ' +
      'of the later version compares them on the same users, if the earlier one was live.',
    ...(told(sides[0]) === told(sides[1])
      ? []
      : ['They define churn differently or use other windows: their figures cannot be compared.']),
  ];
}

function table(
  sides: [Side, Side],
  rows: [name: string, of: (side: Side) => string | number | null][],
): NonNullable<ReportSection['table']> {
  return {
    columns: ['', ...sides.map(({ name }) => name)],
    rows: rows.map(([name, of]) => [name, ...sides.map(of)]),
  };
}

function qualitySection(sides: [Side, Side]): ReportSection {
  const later =
    (of: (later: NonNullable<ChurnReportDto['outOfTime']['model']>) => string) => (side: Side) => {
      const { model } = side.report.outOfTime;
      return model === null ? null : of(model);
    };
  return {
    heading: 'Quality on test users',
    table: table(sides, [
      ['state', ({ version }) => version.state],
      ['trained on the snapshot of', ({ version }) => version.snapshotDate],
      ['kind', ({ report }) => report.model],
      ['test users', ({ report }) => report.metrics.test.users],
      ['ROC AUC', ({ report }) => interval(report.intervals.rocAuc)],
      ['PR AUC', ({ report }) => interval(report.intervals.prAuc)],
      ['log loss', ({ report }) => interval(report.intervals.logLoss)],
      ['Brier score', ({ report }) => interval(report.intervals.brier)],
      ['gain in ROC AUC over recency', ({ report }) => interval(report.gainOverRecency.rocAuc)],
      ['calibration error', ({ report }) => four(report.calibration.ece)],
      ['calibration slope', ({ report }) => four(report.calibration.slope)],
      ['on later days, ROC AUC', later(({ intervals }) => interval(intervals.rocAuc))],
      ['on later days, log loss', later(({ intervals }) => interval(intervals.logLoss))],
      ['on later days, calibration error', later(({ calibration }) => calibration.ece.toFixed(4))],
    ]),
  };
}

/** Where one was compared with the other on users that neither learned from. */
function championSections(sides: [Side, Side]): ReportSection[] {
  return sides.flatMap(({ name, report: { champion } }, at) => {
    const other = sides[1 - at]!;
    if (champion === null || champion.version !== other.version.version || champion.gain === null) return [];
    return [
      {
        heading: 'On the same users',
        paragraphs: [
          `Gains of ${name} over ${other.name} on ${champion.users} users that neither learned from; above 0 it is better.`,
        ],
        table: {
          columns: ['metric', 'gain, 95 % interval'],
          rows: [
            ['ROC AUC', interval(champion.gain.rocAuc)],
            ['log loss', interval(champion.gain.logLoss)],
            ['Brier score', interval(champion.gain.brier)],
          ],
        },
      },
    ];
  });
}

function curvesSection(sides: [Side, Side]): ReportSection {
  const points = (x: readonly number[], y: readonly number[]) =>
    x.map((value, i) => ({ x: value, y: y[i]! }));
  return {
    heading: 'Ranking',
    figures: [
      lineChart({
        title: 'ROC curves',
        xLabel: 'false positive rate',
        yLabel: 'true positive rate',
        series: sides.map(({ name, report: { curves } }) => ({
          name,
          points: points(curves.roc.falsePositiveRate, curves.roc.truePositiveRate),
        })),
      }),
      lineChart({
        title: 'Cumulative gains',
        xLabel: 'share of users, highest risk first',
        yLabel: 'share of churners found',
        series: sides.map(({ name, report: { curves } }) => ({
          name,
          points: [{ x: 0, y: 0 }, ...curves.gains.map(({ share, gain }) => ({ x: share, y: gain }))],
        })),
      }),
    ],
  };
}

function calibrationSection(sides: [Side, Side]): ReportSection {
  return {
    heading: 'Calibration',
    figures: [
      lineChart({
        title: 'Calibration',
        xLabel: 'mean predicted probability of the bin',
        yLabel: 'churn rate',
        series: [
          ...sides.map(({ name, report: { curves } }) => ({
            name,
            points: curves.calibration.map(({ meanProbability: x, rate: y }) => ({ x, y })),
          })),
          { name: 'right', points: [0, 1].map((p) => ({ x: p, y: p })) },
        ],
      }),
    ],
  };
}

function importanceSection(sides: [Side, Side]): ReportSection {
  return {
    heading: 'Importance',
    paragraphs: ['Decrease of the ROC AUC when the values of a quantity are permuted among test users.'],
    figures: sides.map(({ name, report }) =>
      rowChart({
        title: `Quantities, ${name}`,
        xLabel: 'decrease of the ROC AUC',
        rows: report.importance.permutation.features
          .slice(0, SHOWN)
          .map(({ name: quantity, mean }) => ({ name: quantity, value: mean })),
      }),
    ),
  };
}

function sliceSection(sides: [Side, Side]): ReportSection {
  const keyOf = ({ by, value }: { by: string; value: string }) => `${by}: ${value}`;
  const names = [...new Set(sides.flatMap(({ report: { slices } }) => slices.map(keyOf)))];
  return {
    heading: 'Slices',
    table: {
      columns: [
        'slice',
        ...sides.flatMap(({ name }) => [`${name}: users`, 'log loss', 'churn rate', 'mean probability']),
      ],
      rows: names.map((name) => [
        name,
        ...sides.flatMap(({ report: { slices } }) => {
          const slice = slices.find((one) => keyOf(one) === name);
          return slice === undefined
            ? [null, null, null, null]
            : [slice.users, four(slice.logLoss), percent(slice.churnRate), percent(slice.meanProbability)];
        }),
      ]),
    },
  };
}

/** Parameters that are not the same, and how many are. */
function settingsSection([first, second]: [Side, Side]): ReportSection {
  const text = ({ version }: Side, name: string) => valueInWords(version.parameters[name]);
  const names = [...new Set([first, second].flatMap(({ version }) => Object.keys(version.parameters)))];
  const different = names.filter((name) => text(first, name) !== text(second, name));
  return {
    heading: 'Parameters that differ',
    paragraphs: [`${names.length - different.length} of ${names.length} are the same.`],
    ...(different.length === 0
      ? {}
      : {
          table: table(
            [first, second],
            different.map((name) => [name, (side: Side) => text(side, name)]),
          ),
        }),
  };
}
