import type { ReportSection } from '#common';
import { rowChart } from '#plots';
import type { ChurnReport } from '../../experiment/churn-report.js';
import { four, percent } from './numbers.js';

/** Whether parts of the users are served worse. */
export function sliceSection({ slices }: ChurnReport): ReportSection {
  return {
    heading: 'Slices',
    paragraphs: [
      'Gain: fall of the log loss against recency alone. Slices too small to say have none.',
      'Calibration: churn rate less mean probability; between the ends of its line lie 95 of 100 slices when the probabilities are right.',
    ],
    table: {
      columns: [
        'slice',
        'users',
        'churn rate',
        'mean probability',
        'rates when right',
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
        xLabel: 'churn rate less mean probability',
        rows: slices.map(({ by, value, churnRate, meanProbability, rateLow, rateHigh }) => ({
          name: `${by}: ${value}`,
          value: churnRate - meanProbability,
          low: rateLow - meanProbability,
          high: rateHigh - meanProbability,
        })),
      }),
      rowChart({
        title: 'Gain over recency alone',
        xLabel: 'fall of the log loss, 95 % interval',
        rows: slices.flatMap(({ by, value, gainOverRecency: gain }) =>
          gain === null
            ? []
            : [{ name: `${by}: ${value}`, value: gain.value, low: gain.low, high: gain.high }],
        ),
      }),
    ],
  };
}
