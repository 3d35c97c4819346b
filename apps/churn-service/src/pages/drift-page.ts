import { rowChart } from '#plots';
import type { DriftDto } from '../monitoring/drift.dto.js';
import { churnPage } from './churn-page.js';
import { expectedRow, EXPECTED_COLUMNS } from './expected-quality.js';
import { four, percent } from './report/numbers.js';

const SHOWN = 20;

/** Whether users and scores have changed, and which quality can be expected. */
export function driftPage(drift: DriftDto): string {
  const { from, to, users, meanProbability, scores, features, expected, calibration } = drift;
  return churnPage({
    title: `Drift from ${from} to ${to}`,
    at: 'drift/report',
    synthetic: drift.synthetic,
    version: drift.modelVersion,
    notes: [
      ...(drift.uncertainBecause === null ? [] : [`No conclusion: ${drift.uncertainBecause}.`]),
      `Population stability index: 0 means no change, below 0.1 small, above 0.25 strong. Within the noise band, chance explains it.`,
    ],
    sections: [
      {
        heading: 'Scores',
        paragraphs: [
          `Version ${drift.modelVersion}. Index of the probabilities ${scores.psi.toFixed(4)}: ${scores.verdict} (by chance alone up to ` +
            `${scores.noise.percentile95.toFixed(4)} in 95 % of cases).`,
        ],
        table: {
          columns: ['', from, to],
          rows: [
            ['users', users.from, users.to],
            ['mean probability', percent(meanProbability.from), percent(meanProbability.to)],
          ],
        },
      },
      {
        heading: 'Expected quality',
        paragraphs: [
          'Before outcomes are known: computed from the probabilities alone, with 95 % intervals. Valid only while the probabilities ' +
            'are calibrated.',
          `By the newest known outcomes: ${calibration.state}. ${calibration.because}`,
        ],
        table: {
          columns: ['', ...EXPECTED_COLUMNS],
          rows: [expectedRow(from, expected.from), expectedRow(to, expected.to)],
        },
      },
      {
        heading: 'Features',
        figures: [
          rowChart({
            title: `The ${Math.min(SHOWN, features.length)} features that changed most`,
            xLabel: 'population stability index',
            rows: features.slice(0, SHOWN).map(({ feature, psi }) => ({ name: feature, value: psi })),
          }),
        ],
        table: {
          columns: [
            'feature',
            'index',
            'noise, 95th percentile',
            'verdict',
            `missing ${from}`,
            `missing ${to}`,
          ],
          rows: features.map(({ feature, psi, noise, verdict, missing }) => [
            feature,
            four(psi),
            four(noise.percentile95),
            verdict,
            percent(missing.from),
            percent(missing.to),
          ]),
        },
      },
    ],
  });
}
