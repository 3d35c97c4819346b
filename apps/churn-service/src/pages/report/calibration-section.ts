import type { ReportSection } from '#common';
import { lineChart } from '#plots';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import { four } from './numbers.js';

/** Whether probabilities happen as often as they say, next to the band that chance alone explains. */
export function calibrationSection({ calibration, curves }: ChurnReportDto): ReportSection {
  const { slope, intercept, ece, eceNull, before } = calibration;
  const bins = curves.calibration;
  const line = (name: string, of: (bin: (typeof bins)[number]) => number) => ({
    name,
    points: bins.map((bin) => ({ x: bin.meanProbability, y: of(bin) })),
  });
  return {
    heading: 'Calibration',
    paragraphs: [
      `${calibration.because} Fitted on ${calibration.users} users reserved for it.`,
      'If the probabilities are calibrated, 95 % of observed rates lie between low and high.',
    ],
    table: {
      columns: ['measure', 'value', 'when right'],
      rows: [
        [
          'expected calibration error',
          four(ece),
          `${four(eceNull.mean)!}, below ${four(eceNull.percentile95)!} in 95 % of samples if calibrated`,
        ],
        ['expected calibration error before calibration', four(before.ece), null],
        ['calibration slope', four(slope), '1'],
        ['calibration intercept', four(intercept), '0'],
      ],
    },
    figures: [
      lineChart({
        title: 'Calibration',
        xLabel: 'mean predicted probability of the bin',
        yLabel: 'churn rate',
        series: [
          line('test users', ({ rate }) => rate),
          line('right', ({ meanProbability }) => meanProbability),
          line('low', ({ nullLow }) => nullLow),
          line('high', ({ nullHigh }) => nullHigh),
        ],
      }),
    ],
  };
}
