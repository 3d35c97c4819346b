import type { ReportSection } from '#common';
import { rowChart } from '#plots';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import { four, percent } from './numbers.js';

/** Whether parts of the users are served worse. */
export function sliceSection({ slices }: ChurnReportDto): ReportSection {
  return {
    heading: 'Slices',
    paragraphs: [
      'Gain: decrease of the log loss against recency alone; not shown for segments that are too small.',
      'Calibration: churn rate minus mean probability; if calibrated, 95 % of segments lie within the line.',
    ],
    table: {
      columns: [
        'slice',
        'users',
        'churn rate',
        'mean probability',
        'rates if calibrated',
        'ROC AUC',
        'of recency',
        'log loss',
        'Brier score',
      ],
      rows: slices.map((slice) => [
        `${slice.by}: ${slice.value}`,
        slice.users,
        percent(slice.churnRate),
        percent(slice.meanProbability),
        `${percent(slice.rateLow)} to ${percent(slice.rateHigh)}`,
        four(slice.rocAuc),
        four(slice.recencyRocAuc),
        four(slice.logLoss),
        four(slice.brier),
      ]),
    },
    figures: [
      rowChart({
        title: 'Calibration by segment',
        xLabel: 'churn rate minus mean probability',
        rows: slices.map(({ by, value, churnRate, meanProbability, rateLow, rateHigh }) => ({
          name: `${by}: ${value}`,
          value: churnRate - meanProbability,
          low: rateLow - meanProbability,
          high: rateHigh - meanProbability,
        })),
      }),
      rowChart({
        title: 'Gain over recency alone',
        xLabel: 'decrease of the log loss, 95 % interval',
        rows: slices.flatMap(({ by, value, gainOverRecency: gain }) =>
          gain === null
            ? []
            : [{ name: `${by}: ${value}`, value: gain.value, low: gain.low, high: gain.high }],
        ),
      }),
    ],
  };
}
