import type { ReportSection } from '#common';
import { rowChart } from '#plots';
import type { ChurnReport } from '../../experiment/churn-report.js';
import { interval } from './numbers.js';

const SHOWN = 20;

/** What the models look at: shuffled features, gain of the trees, weights of the logistic regression, risk factors. */
export function importanceSections({ importance, topRiskFactors }: ChurnReport): ReportSection[] {
  const { permutation, gain, coefficients } = importance;
  return [
    {
      heading: 'Importance',
      paragraphs: [
        `Fall of the ROC AUC when values are shuffled among ${permutation.users} test users (${permutation.repeats} times). ` +
          'Quantities of one family stand in for each other, so single ones look less important than they are.',
      ],
      figures: [
        rowChart({
          title: 'Families',
          xLabel: 'fall of the ROC AUC',
          rows: permutation.families.map(({ name, mean }) => ({ name, value: mean })),
        }),
        rowChart({
          title: 'Quantities',
          xLabel: 'fall of the ROC AUC',
          rows: permutation.features.slice(0, SHOWN).map(({ name, mean }) => ({ name, value: mean })),
        }),
        ...gain.map(({ model, features }) =>
          rowChart({
            title: `Gain of the ${model}`,
            xLabel: 'share of the fall of the training loss',
            rows: features.slice(0, SHOWN).map(({ feature, share }) => ({ name: feature, value: share })),
          }),
        ),
        ...(coefficients === null
          ? []
          : [
              rowChart({
                title: 'Weights of the logistic regression',
                xLabel: 'change of the log-odds for one standard deviation, 95 % interval',
                rows: coefficients
                  .slice(0, SHOWN)
                  .map(({ column, standardised }) => ({ name: column, ...standardised })),
              }),
            ]),
      ],
    },
    {
      heading: 'What raises the risk most',
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
