import type { ModelVersion } from '#common';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import { targetOf } from '../dataset/churn-definition.js';
import type { MeasureIntervalDto } from '../measures/metrics.dto.js';

/** When a version went live, why, and the name of the key that asked for it; null: its audit entry has gone. */
export interface Promotion {
  readonly at: Date;
  readonly reason: string;
  readonly by: string | null;
}

/** Promotions of version id $1, the oldest first, each with the newest action before it that can have caused it. */
export const SELECT_PROMOTIONS = `/* churn.promotions */
  SELECT p.promoted_at AS at, p.reason, (
    SELECT e.key_name FROM audit_entry e
    WHERE e.service = 'churn-service' AND e.outcome = 'succeeded' AND e.started_at <= p.promoted_at
      AND CASE p.reason WHEN 'passed the gate' THEN e.action IN ('POST /admin/churn/retrain', 'job churn.retrain')
        WHEN 'rollback' THEN e.action = 'POST /admin/churn/rollback'
        ELSE e.action = 'POST /admin/churn/models/:version/promote' AND e.parameters ->> 'version' = v.version::text END
    ORDER BY e.started_at DESC LIMIT 1) AS by
  FROM model_promotion p JOIN model_version v ON v.id = p.model_version_id
  WHERE p.model_version_id = $1 ORDER BY p.id`;

const MEASURES = [
  ['ROC AUC', 'rocAuc'],
  ['PR AUC', 'prAuc'],
  ['Brier score', 'brier'],
  ['Log loss', 'logLoss'],
] as const;

/** What to know before the version is relied on, as Markdown. */
export function modelCard(version: ModelVersion, promotions: readonly Promotion[]): string {
  const report = version.report as unknown as ChurnReportDto;
  const { windows, calibration, horizons, outOfTime, split, synthetic } = report;
  const { population, activityKinds, labelDays, featureDays, historyDays } = windows;
  const { test } = report.metrics;
  const later = outOfTime.model;
  const what =
    targetOf(windows) === 'ended' ? 'an ending (the fact `ended`)' : `no ${activityKinds.join(', ')}`;
  return [
    `# Churn model, version ${version.version}`,
    `${report.model}: the probability of ${what} in the ${labelDays} days after a snapshot date.` +
      (synthetic ? ' **Learned from generated logs: its figures say nothing about people.**' : ''),
    table(
      ['state', 'trained', 'program', 'seed', 'artefact (SHA-256)'],
      [
        [
          version.state,
          version.createdAt.toISOString(),
          version.codeVersion,
          version.seed,
          version.artefactSha256,
        ],
      ],
    ),
    '## Data',
    `Days ${version.dataFrom ?? '?'} to ${version.dataTo ?? '?'}; features look back ${featureDays} days, some ${historyDays}. ` +
      `${split.users.train} rows trained, ${split.users.validation} validated, ${split.users.calibration} calibrated, ` +
      `${split.users.test} users tested; campaigns took ${report.treatedUsers} rows.`,
    table(
      ['snapshot', 'rows', 'incomplete label days', 'incomplete feature days'],
      report.snapshots.map((of) => [
        of.snapshotDate,
        of.rows,
        of.missingDays.join(' '),
        of.missingFeatureDays.join(' '),
      ]),
    ),
    list(
      'Holes',
      report.holes.map(({ day, kind, reason }) => `${day} ${kind}: ${reason}`),
    ),
    list(
      'Snapshots left out',
      report.omittedSnapshots.map(({ snapshotDate, because }) => `${snapshotDate}: ${because}`),
    ),
    '## Population',
    `Users with ${population.kinds.join(', ')} on at least ${population.minDays} of the ${featureDays} days up to the ` +
      `snapshot date. Of the test users ${percent(test.churnRate)} churned.`,
    '## Measures',
    `On ${test.users} users that nothing was learned from; 95 % intervals of ${report.resamples} resamples.`,
    table(
      [
        'measure',
        'model',
        'days since the last event alone',
        'gain over these',
        'live version then',
        'gain over it',
      ],
      MEASURES.map(([name, of]) => [
        name,
        interval(report.intervals[of]),
        figure(report.baselines.recency.test[of]),
        interval(report.gainOverRecency[of]),
        of === 'rocAuc' || of === 'logLoss' ? figure(report.champion?.[of]) : '',
        interval(report.champion?.gain?.[of]),
      ]),
    ),
    later === null
      ? `On later days: ${outOfTime.notMeasuredBecause ?? 'not measured'}.`
      : `Learned on ${outOfTime.trainedOn}, on ${outOfTime.evaluatedOn}: ROC AUC ${interval(later.intervals.rocAuc)}, ` +
        `log loss ${interval(later.intervals.logLoss)}.`,
    '## Calibration',
    `${calibration.method}, from ${calibration.users} users: ${calibration.because} Expected calibration error ` +
      `${figure(calibration.ece)} (perfect: ${figure(calibration.eceNull.mean)}, at most ` +
      `${figure(calibration.eceNull.percentile95)}), slope ${figure(calibration.slope)}.`,
    '## Slices',
    table(
      ['slice', 'users', 'churned', 'mean probability', 'ROC AUC', 'recency alone', 'log loss'],
      report.slices.map((of) => [
        `${of.by}: ${of.value}`,
        of.users,
        percent(of.churnRate),
        percent(of.meanProbability),
        ...[of.rocAuc, of.recencyRocAuc, of.logLoss].map(figure),
      ]),
    ),
    '## Gate',
    version.gate.reasons.map((reason) => `- ${reason}`).join('\n'),
    '## Promotions',
    promotions.length === 0
      ? 'It has never been live.'
      : table(
          ['when', 'by key', 'why'],
          promotions.map(({ at, by, reason }) => [at.toISOString(), by ?? 'not known any more', reason]),
        ),
    '## Limits',
    [
      'It says who stays away, not why, nor whom a contact would keep: campaigns with hold-outs measure that.',
      `Of who is not in the population it says nothing; of other horizons than ${horizons.horizons.map(({ days }) => days).join(', ')} days neither.`,
      ...horizons.notOffered.map(({ days, because }) => `${days} days are not offered: ${because}.`),
      'It has learned one time: drift and outcomes say how far later days are like it.',
      ...(report.touchedByHoles.label
        ? ['Its label window has holes: who was active may look churned.']
        : []),
      ...report.touchedByHoles.features.map((name) => `\`${name}\` counts days with a hole.`),
    ]
      .map((limit) => `- ${limit}`)
      .join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : [`${title}:\n`, ...entries.map((entry) => `- ${entry}`)].join('\n');
}

/** JSON has null for what does not apply. */
function figure(value: number | null | undefined): string {
  return value?.toFixed(4) ?? '';
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function interval(of: MeasureIntervalDto | null = null): string {
  return of === null ? '' : `${figure(of.value)} (${figure(of.low)} to ${figure(of.high)})`;
}
