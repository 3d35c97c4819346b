import { pageTime, tableOfValues } from '#common';
import type { ModelVersion, ReportSection } from '#common';
import type { ChurnReportDto } from '../../training/churn-report.dto.js';
import type { AlertsDto } from '../../monitoring/alerts/alerts.dto.js';
import { alertsSection } from '../alerts-page.js';
import { churnPage } from '../churn-page.js';
import { calibrationSection } from './calibration-section.js';
import { horizonsSection } from './horizons-section.js';
import { importanceSection } from './importance-section.js';
import { effectsSection } from './insight-sections.js';
import { interval } from './numbers.js';
import { laterDaysSection } from './later-days-section.js';
import { comparisonSection, gainsSection, rankingSection, thresholdSection } from './quality-sections.js';
import { sliceSection } from './slice-section.js';

/** The report of a version as a page with plots. @param alerts of the live version; null for another one */
export function reportPage(version: ModelVersion, alerts: AlertsDto | null): string {
  const report = version.report as unknown as ChurnReportDto;
  return churnPage({
    title: `Churn model, version ${version.version}`,
    at: `models/${version.version}/report`,
    synthetic: report.synthetic,
    notes: notesOf(version, report),
    sections: [
      ...(alerts === null ? [] : [alertsSection(alerts)]),
      {
        heading: 'Gate',
        table: { columns: ['check'], rows: version.gate.reasons.map((reason) => [reason]) },
      },
      ...sectionsOf(report),
      ...dataSections(report),
      { heading: 'Parameters', table: tableOfValues(version.parameters) },
    ],
  });
}

function notesOf(version: ModelVersion, report: ChurnReportDto): string[] {
  const auc = report.bestReachable?.['auc'];
  return [
    `State: ${version.state}. Trained on the snapshot of ${version.snapshotDate ?? '?'} (days ${version.dataFrom ?? '?'} to ` +
      `${version.dataTo ?? '?'}), stored ${pageTime(version.createdAt)}.`,
    ...(typeof auc === 'number'
      ? [`The best any model can reach on these generated logs is a ROC AUC of ${auc.toFixed(4)}.`]
      : []),
    ...(version.version > 1
      ? [
          `Compared with version ${version.version - 1}: /churn/models/${version.version}/beside/${version.version - 1}; any two versions work alike.`,
        ]
      : []),
  ];
}

function sectionsOf(report: ChurnReportDto): ReportSection[] {
  return [
    splitSection(report),
    comparisonSection(report),
    ...laterDaysSection(report),
    ...championSection(report),
    rankingSection(report),
    calibrationSection(report),
    horizonsSection(report),
    gainsSection(report),
    thresholdSection(report),
    importanceSection(report),
    effectsSection(report),
    sliceSection(report),
  ];
}

function splitSection({ split }: ChurnReportDto): ReportSection {
  const { train, validation, calibration, test } = split.users;
  return {
    heading: 'Evaluation method',
    paragraphs: [
      `Users were divided by a hash of their id (seed ${split.seed}): ${train} for training, ${validation} to choose model and ` +
        `threshold, ${calibration} for calibration, ${test} for testing. ` +
        split.outOfTimeNote,
    ],
  };
}

function championSection({ champion }: ChurnReportDto): ReportSection[] {
  if (champion === null) return [];
  const { version, users, gain, notComparedBecause } = champion;
  return [
    {
      heading: `Compared with the live version ${version}`,
      ...(gain === null
        ? { paragraphs: [`Not compared: ${notComparedBecause ?? 'no reason is known.'}`] }
        : {
            paragraphs: [
              `Gains on ${users} users that neither learned from; above 0 the new version is better.`,
            ],
            table: {
              columns: ['metric', 'gain, 95 % interval'],
              rows: [
                ['ROC AUC', interval(gain.rocAuc)],
                ['PR AUC', interval(gain.prAuc)],
                ['Brier score', interval(gain.brier)],
                ['log loss', interval(gain.logLoss)],
              ],
            },
          }),
    },
  ];
}

function dataSections({ holes, touchedByHoles, windows }: ChurnReportDto): ReportSection[] {
  const touched = touchedByHoles.features;
  return [
    { heading: 'Windows', table: tableOfValues(windows) },
    {
      heading: 'Holes in the logs',
      paragraphs:
        holes.length === 0
          ? ['None: every day and kind of both windows is loaded.']
          : [
              `${touched.length} features count a day with a hole${touched.length === 0 ? '' : `: ${touched.join(', ')}`}.`,
              touchedByHoles.label
                ? 'The label window has holes: users who were active then may count as churned.'
                : 'The label window has none.',
            ],
      table: {
        columns: ['day', 'kind', 'what is missing'],
        rows: holes.map(({ day, kind, reason }) => [day, kind, reason]),
      },
    },
  ];
}
