import { rocAuc, splitByUser } from '#ml';
import { writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { churnTruth } from '../../libs/sample-logs/src/best-reachable.js';
import { unixDay } from '#common/calendar';
import { Period } from '../../libs/sample-logs/src/holes.js';
import { Population } from '../../libs/sample-logs/src/population.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const USERS = 20_000;
const DAYS = { firstDay: '2017-03-30', lastDay: '2017-05-12' };
const LABEL_DAYS = 14;

interface Report {
  model: string;
  split: { seed: number; testShare: number };
  metrics: { test: { rocAuc: number; logLoss: number } };
  baselines: { recency: { test: { rocAuc: number } } };
}

/**
 * Sample logs of several seeds, learned from as an operator would do it, next to the best that can be said of
 * the same test users.
 */
export async function measureReachable(seeds: readonly number[]): Promise<object[]> {
  const rows: object[] = [];
  const distances: number[] = [];
  for (const seed of seeds) {
    const report = await trainedOn(seed);
    const best = bestReachable(seed, report.split);
    const distance = best - report.metrics.test.rocAuc;
    distances.push(distance);
    rows.push({
      seed,
      model: report.model,
      'test ROC AUC': report.metrics.test.rocAuc.toFixed(4),
      'log loss': report.metrics.test.logLoss.toFixed(4),
      'recency alone': report.baselines.recency.test.rocAuc.toFixed(4),
      'best reachable of the test users': best.toFixed(4),
      distance: distance.toFixed(4),
    });
  }
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return [...rows, { seed: 'mean', distance: mean.toFixed(4) }];
}

/** Of the test users alone: the two then differ by what was learned, not by which users were drawn. */
function bestReachable(seed: number, split: Report['split']): number {
  const period = new Period(unixDay(DAYS.firstDay), unixDay(DAYS.lastDay));
  const population = new Population(seed, USERS, period);
  const { probability, label, member } = churnTruth(population, period.length - 1 - LABEL_DAYS);
  const userIds = BigInt64Array.from(member, (user) => BigInt(population.users[user]!.uid));
  const test = splitByUser(userIds, { seed: split.seed, shares: [split.testShare] })[0]!;
  return rocAuc(
    Float64Array.from(test, (row) => probability[row]!),
    Uint8Array.from(test, (row) => label[row]!),
  );
}

async function trainedOn(seed: number): Promise<Report> {
  const logs = mkdtempSync(join(tmpdir(), 'bench-churn-logs-'));
  let report: Report | null = null;
  try {
    await writeSampleLogs({ directory: logs, userCount: USERS, seed, ...DAYS });
    await onThrowAwayDatabase(async (url) => {
      const services: ServiceProcess[] = [];
      const start = async (name: string) => {
        const service = new ServiceProcess(name, { DATABASE_URL: url, LOGS_DIR: logs });
        services.push(service);
        await service.ready();
        return service;
      };
      try {
        await (await start('ingest-service')).runJob('/admin/ingest/archives', { path: '.' });
        const churn = await start('churn-service');
        await churn.runJob('/admin/churn/retrain');
        report = (await churn.ask<{ report: Report }>('/churn/models/1')).body.report;
      } finally {
        for (const service of services) await service.stop();
      }
    });
  } finally {
    rmSync(logs, { recursive: true });
  }
  return report!;
}
