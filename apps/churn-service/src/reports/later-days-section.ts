import type { ReportSection } from '#common';
import type { ChurnReport, LaterDays, OutOfTimeReport } from '../evaluation/churn-report.js';
import { interval } from './numbers.js';

type ReportSoFar = Pick<ChurnReport, 'metrics'> & { readonly outOfTime?: Partial<OutOfTimeReport> };

/** What the model is worth on days after those it learned from; reports of older programs have less of it. */
export function laterDaysSection({ outOfTime, metrics }: ReportSoFar): ReportSection[] {
  const heading = 'On later days';
  const { notMeasuredBecause, trainedOn, judgedOn, model, recency, gainOverRecency } = outOfTime ?? {};
  if (typeof notMeasuredBecause === 'string')
    return [{ heading, paragraphs: [`Not measured: ${notMeasuredBecause}.`] }];
  if (!model?.intervals || !recency || !gainOverRecency) return [];
  return [
    {
      heading,
      paragraphs: [
        `Learned from the snapshot of ${trainedOn!}, whose label window ends on ${judgedOn!}, and judged on all ${model.users} ` +
          `users of the snapshot of ${judgedOn!}. Test users of the same snapshot gave a ROC AUC of ${metrics.test.rocAuc.toFixed(4)}.`,
        `Gain in ROC AUC over recency alone, on the same draws: ${interval(gainOverRecency.rocAuc)}.`,
      ],
      table: {
        columns: ['', 'ROC AUC', 'PR AUC', 'accuracy', 'Brier score', 'log loss'],
        rows: [row('model', model), row('recency alone', recency)],
      },
    },
  ];
}

function row(name: string, { intervals }: LaterDays): string[] {
  const { rocAuc, prAuc, accuracy, brier, logLoss } = intervals;
  return [name, ...[rocAuc, prAuc, accuracy, brier, logLoss].map(interval)];
}
