import type { ReportSection } from '#common';
import type { ChurnReport } from '../../training/churn-report.js';
import { four, interval, percent } from './numbers.js';

/** How well silence through each horizon is predicted, and which horizons are not offered. */
export function horizonsSection({ horizons, windows }: ChurnReport): ReportSection {
  const { hazardOverServed, notOffered } = horizons;
  return {
    heading: 'Horizons: when users churn',
    paragraphs: [
      'Probability of silence through each horizon, on test users of the newest snapshot that is followed by so many complete days, ' +
        'compared with base rates by days since the last event.',
      ...(hazardOverServed === null
        ? []
        : [
            `The horizons are joined to the served probability of the ${windows.labelDays} days of the label window. The hazards alone would change its ` +
              `ROC AUC on the test users by ${interval(hazardOverServed.rocAuc)}.`,
          ]),
      ...notOffered.map(({ days, because }) => `${days} days are not offered: ${because}.`),
    ],
    table: {
      columns: [
        'days',
        'snapshot',
        'users',
        'silent',
        'ROC AUC',
        'by recency',
        'Brier score',
        'by recency',
        'calibration error',
        'slope',
      ],
      rows: horizons.horizons.map(({ days, evaluatedOn, model, recency }) => [
        String(days),
        evaluatedOn,
        String(model.users),
        percent(model.churnRate),
        interval(model.intervals.rocAuc),
        interval(recency.intervals.rocAuc),
        interval(model.intervals.brier),
        interval(recency.intervals.brier),
        `${four(model.calibration.ece) ?? ''} (below ${four(model.calibration.eceNull.percentile95) ?? ''} if calibrated)`,
        model.calibration.slope.toFixed(2),
      ]),
    },
  };
}
