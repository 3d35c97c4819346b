import type { ReportSection } from '#common';
import { lineChart, rowChart } from '#plots';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import { fixed, four } from './numbers.js';

const DEPENDENCE_PLOTS = 6;

/** How the model's quantities move scores: Shapley values in summary, and by value. */
export function effectsSection({ effects: { users, quantities } }: ChurnReportDto): ReportSection {
  return {
    heading: 'Effects on scores (Shapley values)',
    paragraphs: [
      `Shapley values of ${users} test users in log-odds: how much a quantity raises or lowers a score. Associations, not causes.`,
    ],
    figures: [
      rowChart({
        title: 'Mean absolute effect',
        xLabel: 'log-odds',
        rows: quantities.map(({ name, meanAbsolute }) => ({ name, value: meanAbsolute })),
      }),
      rowChart({
        title: 'Effects, 5th to 95th percentile of users',
        xLabel: 'log-odds; above 0 raises the risk',
        rows: quantities.map(({ name, low, high }) => ({ name, value: (low + high) / 2, low, high })),
      }),
      ...quantities.slice(0, DEPENDENCE_PLOTS).map(({ name, dependence }) => {
        const known = dependence.filter(({ value }) => value !== null);
        const line = (label: string, of: (point: (typeof known)[number]) => number) => ({
          name: label,
          points: known.map((point) => ({ x: point.value!, y: of(point) })),
        });
        return lineChart({
          title: `Effect of ${name}`,
          xLabel: name,
          yLabel: 'log-odds',
          series: [
            line('mean', ({ mean }) => mean),
            line('5th percentile', ({ low }) => low),
            line('95th percentile', ({ high }) => high),
          ],
        });
      }),
    ],
    table: {
      columns: ['quantity', 'meaning', 'mean absolute effect', 'without a value'],
      rows: quantities.map(({ name, meaning, meanAbsolute, dependence }) => {
        const never = dependence.find(({ value }) => value === null);
        return [
          name,
          meaning,
          four(meanAbsolute),
          never === undefined ? null : `${fixed(never.mean)} (${never.users} users)`,
        ];
      }),
    },
  };
}
