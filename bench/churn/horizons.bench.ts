import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSampleLogs } from '#sample-logs';
import type { ChurnReport, HorizonReport } from '../../apps/churn-service/src/experiment/churn-report.js';
import type { SearchedModel } from '../../apps/churn-service/src/experiment/search-model-parameters.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

/**
 * What the horizons of a churn model are worth, and what a search for parameters gives, on generated logs with a long history:
 * node dist/bench/churn/horizons.bench.js [--seeds 1,2,3] [--users 6000] [--from 2017-03-30] [--to 2017-08-23] [--attempts 24]
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    users: { type: 'string', default: '6000' },
    from: { type: 'string', default: '2017-03-30' },
    to: { type: 'string', default: '2017-08-23' },
    attempts: { type: 'string', default: '24' },
    seconds: { type: 'string', default: '150' },
  },
});

interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

for (const seed of options.seeds.split(',')) {
  const folder = mkdtempSync(join(tmpdir(), 'churn-horizons-'));
  try {
    await writeSampleLogs({
      directory: join(folder, 'logs'),
      userCount: Number(options.users),
      firstDay: options.from,
      lastDay: options.to,
      seed: Number(seed),
    });
    await onThrowAwayDatabase((url) => measure(seed, folder, url));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(seed: string, folder: string, DATABASE_URL: string): Promise<void> {
  const environment = { DATABASE_URL, RATE_LIMIT_PER_MINUTE: '0', LOGS_DIR: folder };
  const ingest = new ServiceProcess('ingest-service', environment);
  try {
    await ingest.ready();
    await ingest.runJob('/admin/ingest/archives', { path: 'logs' });
  } finally {
    await ingest.stop();
  }
  const churn = new ServiceProcess('churn-service', environment);
  try {
    await churn.ready();
    const before = await retrained(churn);
    console.log(`seed ${seed}: ${before.seconds.toFixed(1)} s a retrain; ${before.report.model}`);
    console.table(before.report.horizons.horizons.map(horizonRow));
    for (const { days, because } of before.report.horizons.notOffered)
      console.log(`${days} days are not offered: ${because}`);
    console.log(
      'hazards alone over served, ROC AUC: test users',
      figure(before.report.horizons.hazardOverServed?.rocAuc),
    );

    const started = performance.now();
    const { models } = await churn.runJob('/admin/churn/parameter-searches', {
      attempts: Number(options.attempts),
      seconds: Number(options.seconds),
    });
    console.log(`search: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    console.table(
      (models as SearchedModel[]).map(({ gain, ...model }) => ({ ...model, gain: figure(gain) })),
    );
    const after = await retrained(churn);
    console.table([outcomeRow('before', before.report), outcomeRow('after', after.report)]);
  } finally {
    await churn.stop();
  }
}

async function retrained(churn: ServiceProcess): Promise<{ report: ChurnReport; seconds: number }> {
  const started = performance.now();
  const { version } = await churn.runJob('/admin/churn/retrain');
  const seconds = (performance.now() - started) / 1000;
  const { report } = await churn.get<{ report: ChurnReport }>(`/churn/models/${Number(version)}`);
  return { report, seconds };
}

function horizonRow({ days, evaluatedOn, model, recency, gainOverRecency }: HorizonReport) {
  return {
    days,
    evaluatedOn,
    users: model.users,
    silent: model.churnRate.toFixed(3),
    'ROC AUC': figure(model.intervals.rocAuc),
    'by recency': figure(recency.intervals.rocAuc),
    Brier: figure(model.intervals.brier),
    'Brier by recency': figure(recency.intervals.brier),
    'Brier gain': figure(gainOverRecency.brier),
    ECE: `${model.calibration.ece.toFixed(4)} (95 %: ${model.calibration.eceNull.percentile95.toFixed(4)})`,
    slope: model.calibration.slope.toFixed(2),
  };
}

function outcomeRow(what: string, { model, intervals, outOfTime, models }: ChurnReport) {
  return {
    what,
    model,
    'test ROC AUC': figure(intervals.rocAuc),
    'test log loss': figure(intervals.logLoss),
    'later ROC AUC': figure(outOfTime.model?.intervals.rocAuc),
    'later log loss': figure(outOfTime.model?.intervals.logLoss),
    'test log loss by kind': models.map(({ metrics }) => metrics.test.logLoss.toFixed(4)).join(' / '),
  };
}

function figure(of: Figure | null | undefined): string {
  return of ? `${of.value.toFixed(4)} (${of.low.toFixed(4)} to ${of.high.toFixed(4)})` : '';
}
