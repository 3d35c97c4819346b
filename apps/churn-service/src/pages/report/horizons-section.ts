import type { ReportSection } from '#common';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import { four, interval, percent } from './numbers.js';

/** How well silence through each horizon is predicted, and which horizons are not offered. */
export function horizonsSection({ horizons: { horizons, notOffered } }: ChurnReportDto): ReportSection {
  return {
    heading: 'Horizons: when users churn',
    paragraphs: [
      'Probability of silence through each horizon, on test users of the newest snapshot that is followed by so many complete days, ' +
        'compared with base rates by days since the last event.',
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
      rows: horizons.map(({ days, evaluatedOn, model, recency }) => [
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
