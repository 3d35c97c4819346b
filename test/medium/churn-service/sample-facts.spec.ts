import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { ADMIN, startIngestApp } from '../ingest-service/ingest-app.js';
import type { IngestApp } from '../ingest-service/ingest-app.js';
import { makeLogsFolder, removeLogsFolders } from '../ingest-service/logs-folder.js';
import { asking, endOfStarted } from '../../support/service-app.js';
import { createChurnApp } from './running-churn-service.js';

const LABELS: Record<string, string> = { plan: 'Plan', renewal: 'Renewal', payment_failed: 'Payment failed' };

let logs: string;
let manifest: SampleManifest;
let ingest: IngestApp;
let churn: NestFastifyApplication;

beforeAll(async () => {
  logs = join(await makeLogsFolder({}), 'set');
  const days = { firstDay: '2017-03-30', lastDay: '2017-05-12' };
  manifest = await writeSampleLogs({ directory: logs, userCount: 1_500, seed: 3, ...days });
  ingest = await startIngestApp(logs);
  churn = await createChurnApp(ingest.testDatabase.url, {
    CHURN_MODELS: 'logistic-regression',
    CHURN_HISTORY_DAYS: '30',
    CHURN_HORIZONS: '14',
    CHURN_SNAPSHOTS: '1',
  });
});
afterAll(async () => {
  await churn.close();
  await ingest.close();
  await removeLogsFolders();
});

interface Job {
  state: string;
  result: { version: number };
}

/** Trains a version; its report. */
async function retrained() {
  const ask = asking(churn, churnService);
  const job = await endOfStarted<Job>(ask, await ask('POST', '/admin/churn/retrain', { body: {} }));
  expect(job).toMatchObject({ state: 'succeeded' });
  const { version } = job.result;
  interface Version {
    gate: { reasons: string[] };
    report: {
      metrics: { test: { rocAuc: number } };
      bestReachable: { auc: number } | null;
      effects: { quantities: { name: string }[] };
    };
  }
  return (await ask<Version>('GET', `/churn/models/${version}`)).body;
}

it('facts of sample logs, whose effect is known, raise the AUC, and reasons name them', async () => {
  const run = (payload: object) => ingest.runJob('/admin/ingest/archives', payload);
  expect(await run({ path: '.' })).toMatchObject({ state: 'succeeded' });
  const without = await retrained();
  expect(without.report.bestReachable).toMatchObject({ auc: manifest.bestReachable!.auc });
  const { facts, path, mapping } = manifest.facts!;
  for (const [name, type] of Object.entries(facts))
    await ingest.ask('PUT', `/admin/facts/${name}`, ADMIN, { type, label: LABELS[name]! });
  const text = readFileSync(join(logs, mapping), 'utf8');
  expect((await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text })).status).toBe(200);
  expect(await run({ path, mapping: 'sample-subscriptions' })).toMatchObject({
    state: 'succeeded',
    result: { archives: { loaded: 1 }, rejected: {} },
  });
  const told = await retrained();
  expect(told.report.metrics.test.rocAuc).toBeGreaterThan(without.report.metrics.test.rocAuc + 0.01);
  // What events alone can reach is no bound of what facts know.
  expect(told.report.bestReachable).toBeNull();
  expect(told.gate.reasons.filter((reason) => !reason.startsWith('Passed'))).toEqual([]);
  const names = told.report.effects.quantities.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['fact_payment_failed', 'fact_renewal']));
  const { users } = (
    await asking(churn, churnService)<{ users: { reasons: { feature: string; sentence: string }[] }[] }>(
      'GET',
      '/churn?limit=200',
    )
  ).body;
  const sentences = users.flatMap(({ reasons }) => reasons.map(({ sentence }) => sentence));
  expect(sentences.some((sentence) => sentence.startsWith('Payment failed: yes'))).toBe(true);
  expect(sentences.some((sentence) => /^Renewal: \d+ days? before the snapshot date/.test(sentence))).toBe(
    true,
  );
});
