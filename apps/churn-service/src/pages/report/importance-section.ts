import type { ReportSection } from '#common';
import { rowChart } from '#plots';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';

const SHOWN = 20;

/** What the models look at: shuffled features, and weights of the logistic regression. */
export function importanceSection({
  importance: { permutation, coefficients },
}: ChurnReportDto): ReportSection {
  return {
    heading: 'Importance',
    paragraphs: [
      `Decrease of the ROC AUC when values are permuted among ${permutation.users} test users (${permutation.repeats} times). ` +
        'Quantities of one family are correlated, so single ones look less important than they are.',
    ],
    figures: [
      rowChart({
        title: 'Families',
        xLabel: 'decrease of the ROC AUC',
        rows: permutation.families.map(({ name, mean }) => ({ name, value: mean })),
      }),
      rowChart({
        title: 'Quantities',
        xLabel: 'decrease of the ROC AUC',
        rows: permutation.features.slice(0, SHOWN).map(({ name, mean }) => ({ name, value: mean })),
      }),
      ...(coefficients === null
        ? []
        : [
            rowChart({
              title: 'Weights of the logistic regression',
              xLabel: 'change of the log-odds per standard deviation',
              rows: coefficients
                .slice(0, SHOWN)
                .map(({ column, standardised }) => ({ name: column, value: standardised })),
            }),
          ]),
    ],
  };
}
