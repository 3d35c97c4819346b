import type { ReportSection } from '#common';
import { rowChart } from '#plots';
import type { ChurnReport } from '../../training/churn-report.js';
import { interval } from './numbers.js';

const SHOWN = 20;

/** What the models look at: shuffled features, gain of the trees, weights of the logistic regression, risk factors. */
export function importanceSections({ importance, topRiskFactors }: ChurnReport): ReportSection[] {
  const { permutation, gain, coefficients } = importance;
  return [
    {
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
        ...gain.map(({ model, features }) =>
          rowChart({
            title: `Gain of the ${model}`,
            xLabel: 'share of the decrease of the training loss',
            rows: features.slice(0, SHOWN).map(({ feature, share }) => ({ name: feature, value: share })),
          }),
        ),
        ...(coefficients === null
          ? []
          : [
              rowChart({
                title: 'Weights of the logistic regression',
                xLabel: 'change of the log-odds per standard deviation, 95 % interval',
                rows: coefficients
                  .slice(0, SHOWN)
                  .map(({ column, standardised }) => ({ name: column, ...standardised })),
              }),
            ]),
      ],
    },
    {
      heading: 'Largest odds ratios',
      paragraphs: [topRiskFactors.warning],
      table: {
        columns: ['column', 'meaning of its quantity', 'odds ratio'],
        rows: topRiskFactors.factors.map(({ column, meaning, oddsRatio }) => [
          column,
          meaning,
          interval(oddsRatio),
        ]),
      },
    },
  ];
}
