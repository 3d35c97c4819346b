import type { ReportSection } from '#common';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import type { LaterDaysDto } from '../../training/later-days.dto.js';
import { interval } from './numbers.js';

/** What the model is worth on days after those it learned from. */
export function laterDaysSection({ outOfTime, metrics }: ChurnReportDto): ReportSection[] {
  const heading = 'On later days';
  const { notMeasuredBecause, trainedOn, evaluatedOn, model, recency, gainOverRecency } = outOfTime;
  if (model === null || recency === null || gainOverRecency === null)
    return [{ heading, paragraphs: [`Not measured: ${notMeasuredBecause}.`] }];
  return [
    {
      heading,
      paragraphs: [
        `Trained on the snapshot of ${trainedOn}, whose label window ends on ${evaluatedOn}, and evaluated on all ${model.users} ` +
          `users of the snapshot of ${evaluatedOn}. Test users of the same snapshot gave a ROC AUC of ${metrics.test.rocAuc.toFixed(4)}.`,
        `Calibration there: error ${model.calibration.ece.toFixed(4)} (below ${model.calibration.eceNull.percentile95.toFixed(4)} in 95 % of samples ` +
          `if calibrated), calibration slope ${model.calibration.slope.toFixed(2)}.`,
        `Gain in ROC AUC over recency alone, on the same bootstrap samples: ${interval(gainOverRecency.rocAuc)}.`,
      ],
      table: {
        columns: ['', 'ROC AUC', 'PR AUC', 'Brier score', 'log loss'],
        rows: [row('model', model), row('recency alone', recency)],
      },
    },
  ];
}

function row(name: string, { intervals }: LaterDaysDto): string[] {
  const { rocAuc, prAuc, brier, logLoss } = intervals;
  return [name, ...[rocAuc, prAuc, brier, logLoss].map(interval)];
}
