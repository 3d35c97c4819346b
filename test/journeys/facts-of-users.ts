import type { SampleManifest } from '#sample-logs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChurnModelDto as ChurnModel } from '../../apps/churn-service/src/registry/churn-model.dto.js';
import type { RunningServices } from '../support/running-services.js';

const LABELS: Record<string, string> = { plan: 'Plan', renewal: 'Renewal', payment_failed: 'Payment failed' };

/** Services whose live churn model, version 1, knows the events of the sample logs alone. */
interface Journey {
  services: RunningServices;
  manifest: SampleManifest;
}

/** The test of facts. It loads them and trains version 2: tests of the first version come before it. */
export function describeFacts(journey: () => Journey): void {
  it('facts of sample logs, whose effect is known, raise the AUC, and reasons name them', async () => {
    const { services, manifest } = journey();
    const { churn, ingest, logsFolder } = services;
    const { facts, path, mapping } = manifest.facts!;
    for (const [name, type] of Object.entries(facts))
      await ingest.get(`/admin/facts/${name}`, { method: 'PUT', body: { type, label: LABELS[name]! } });
    const text = readFileSync(join(logsFolder, mapping), 'utf8');
    await ingest.get('/admin/ingest/mappings', { method: 'POST', body: { text } });
    const loaded = await services.runJob('ingest', '/admin/ingest/archives', {
      path,
      mapping: 'sample-subscriptions',
    });
    expect(loaded).toMatchObject({ archives: { loaded: 1 }, rejected: {} });
    const { version } = await services.runJob('churn', '/admin/churn/retrain');
    const before = await churn.get<ChurnModel>('/churn/models/1');
    const { report, gate } = await churn.get<ChurnModel>(`/churn/models/${version as number}`);
    expect(report.metrics.test.rocAuc).toBeGreaterThan(before.report.metrics.test.rocAuc + 0.01);
    // What events alone can reach is no bound of what facts know.
    expect(report.bestReachable).toBeNull();
    expect(gate.reasons.filter((reason) => !reason.startsWith('Passed'))).toEqual([]);
    const names = report.effects.quantities.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['fact_payment_failed', 'fact_renewal']));
    const { users } = await churn.get<{ users: { reasons: { sentence: string }[] }[] }>('/churn?limit=200');
    const sentences = users.flatMap(({ reasons }) => reasons.map(({ sentence }) => sentence));
    expect(sentences).toContainEqual(expect.stringMatching(/^Payment failed: yes/));
    expect(sentences).toContainEqual(expect.stringMatching(/^Renewal: \d+ days? before the snapshot date/));
  });
}
