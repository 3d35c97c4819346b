import type { ReportSection } from '#common';
import { barChart, lineChart } from '#plots';
import type { TrainAndTestDto } from '../../model-quality/metrics.dto.js';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import type { ModelReportDto } from '../../training/model-report.dto.js';
import { four, interval, percent } from './numbers.js';

/** Every model that was trained, and the baselines, on the test users. */
export function comparisonSection({
  models,
  baselines,
  chosenBecause,
  resamples,
}: ChurnReportDto): ReportSection {
  const plain: [string, TrainAndTestDto][] = [['recency alone', baselines.recency]];
  return {
    heading: 'Models and baselines',
    paragraphs: [`${chosenBecause} Intervals: 95 %, ${resamples} bootstrap samples of the test users.`],
    table: {
      columns: ['', 'ROC AUC', 'PR AUC', 'Brier score', 'log loss', 'ROC AUC, training'],
      rows: [...models.map(modelRow), ...plain.map(([name, metrics]) => baselineRow(name, metrics))],
    },
    figures: [
      barChart({
        title: 'ROC AUC above chance, test users',
        yLabel: 'ROC AUC - 0.5',
        series: ['test'],
        groups: [
          ...models.map(({ model, intervals: { rocAuc } }) => ({
            name: model,
            values: [
              {
                value: Math.max(0, rocAuc.value - 0.5),
                low: Math.max(0, rocAuc.low - 0.5),
                high: Math.max(0, rocAuc.high - 0.5),
              },
            ],
          })),
          ...plain.map(([name, { test }]) => ({ name, values: [{ value: Math.max(0, test.rocAuc - 0.5) }] })),
        ],
      }),
    ],
  };
}

function modelRow({ model, chosen, metrics, intervals }: ModelReportDto): (string | null)[] {
  const { rocAuc, prAuc, brier, logLoss } = intervals;
  return [
    chosen ? `${model} (chosen)` : model,
    ...[rocAuc, prAuc].map(interval),
    four(brier.value),
    interval(logLoss),
    four(metrics.train.rocAuc),
  ];
}

function baselineRow(name: string, { train, test }: TrainAndTestDto): (string | null)[] {
  return [name, ...[test.rocAuc, test.prAuc, test.brier, test.logLoss].map(four), four(train.rocAuc)];
}

/** The ROC curve of the chosen model. */
export function rankingSection({ curves: { roc }, gainOverRecency }: ChurnReportDto): ReportSection {
  return {
    heading: 'Ranking',
    paragraphs: [
      `Gain in ROC AUC over recency alone, on the same bootstrap samples: ${interval(gainOverRecency.rocAuc)}.`,
    ],
    figures: [
      lineChart({
        title: 'ROC curve',
        xLabel: 'false positive rate',
        yLabel: 'true positive rate',
        series: [
          { name: 'model', points: points(roc.falsePositiveRate, roc.truePositiveRate) },
          { name: 'chance', points: points([0, 1], [0, 1]) },
        ],
      }),
    ],
  };
}

/** What the riskiest share of users holds. */
export function gainsSection({ curves: { gains, scores } }: ChurnReportDto): ReportSection {
  const shares = gains.map(({ share }) => share);
  return {
    heading: 'Lift and gains',
    table: {
      columns: ['highest risk', 'users', 'churners', 'churn rate', 'share of all churners'],
      rows: gains.map(({ share, rows, positives, precision, lift, gain }) => [
        percent(share),
        rows,
        Math.round(positives),
        percent(precision),
        lift.toFixed(2),
        percent(gain),
      ]),
    },
    figures: [
      lineChart({
        title: 'Cumulative gains',
        xLabel: 'share of users, highest risk first',
        yLabel: 'share of churners found',
        series: [
          { name: 'model', points: points([0, ...shares], [0, ...gains.map(({ gain }) => gain)]) },
          { name: 'chance', points: points([0, 1], [0, 1]) },
        ],
      }),
      lineChart({
        title: 'Lift',
        xLabel: 'share of users, highest risk first',
        yLabel: 'lift: churn rate divided by that of all users',
        series: [
          {
            name: 'model',
            points: points(
              shares,
              gains.map(({ lift }) => lift),
            ),
          },
          { name: 'chance', points: points([0, 1], [1, 1]) },
        ],
      }),
      barChart({
        title: 'Scores by outcome',
        yLabel: 'test users',
        series: ['churned', 'stayed'],
        groups: scores.churned.map((churned, bin) => ({
          name: String(scores.edges[bin]!),
          values: [{ value: churned }, { value: scores.stayed[bin]! }],
        })),
      }),
    ],
  };
}

/** What follows from calling somebody leaving. */
export function thresholdSection({ metrics: { test } }: ChurnReportDto): ReportSection {
  const { threshold, accuracy, precision, recall, f1, confusion } = test.atThreshold;
  return {
    heading: 'Confusion matrix',
    paragraphs: [
      `At threshold ${threshold.toFixed(4)}, chosen by F1 on validation users. On test users: accuracy ${percent(accuracy)}, precision ` +
        `${precision === null ? 'unknown' : percent(precision)}, recall ${percent(recall)}, F1 ${f1.toFixed(4)}.`,
    ],
    table: {
      columns: ['', 'predicted churn', 'predicted stay'],
      rows: [
        ['churned', confusion.truePositives, confusion.falseNegatives],
        ['stayed', confusion.falsePositives, confusion.trueNegatives],
      ],
    },
  };
}

function points(x: readonly number[], y: readonly number[]): { x: number; y: number }[] {
  return x.map((value, i) => ({ x: value, y: y[i]! }));
}
