import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import { createService, loadSettings, Metrics } from '#common';
import type { ServiceDefinition } from '#common';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { churnService } from '../../apps/churn-service/src/churn-service.js';
import { ingestService } from '../../apps/ingest-service/src/ingest-service.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import type { ListedMetric } from '../../libs/common/src/metrics/metrics.js';
import { createTestDatabase } from '../support/test-database.js';
import { code, documentedRows, updateTables } from './document-tables.js';

const DOCUMENT = 'docs/operations.md';
const DASHBOARD = 'docs/grafana-dashboard.json';

/** What each service exposes, by its short name. */
const exposed = new Map<string, ListedMetric[]>();

async function listMetrics<Schema extends z.ZodObject>(
  definition: ServiceDefinition<Schema>,
  databaseUrl: string,
): Promise<void> {
  const environment = { DATABASE_URL: databaseUrl, LOGS_DIR: '/logs', METRICS_PORT: '0', LOG_LEVEL: 'error' };
  const app = await createService(definition, loadSettings(definition.schema, environment));
  const metrics = app.get(Metrics);
  exposed.set(definition.name.replace('-service', ''), metrics.list());
  // What is listed is what a scrape gets.
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [
    name,
    type,
  ]);
  expect(types.sort()).toEqual(
    metrics
      .list()
      .map(({ name, type }) => [name, type])
      .sort(),
  );
  await app.close();
}

function tableRows(): string[][] {
  const all = new Map([...exposed.values()].flat().map((metric) => [metric.name, metric]));
  const inOrder = [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return inOrder.map(({ name, labels, help }) => {
    const services = [...exposed].filter(([, list]) => list.some((metric) => metric.name === name));
    return [
      code(name),
      labels.map(code).join(', '),
      services.length === 3 ? 'all' : services.map(([service]) => service).join(', '),
      // Prometheus has the rest.
      help.split('; ')[0]!,
    ];
  });
}

beforeAll(async () => {
  const database = await createTestDatabase();
  await listMetrics(ingestService, database.url);
  await listMetrics(churnService, database.url);
  await listMetrics(recommenderService, database.url);
  await database.drop();
  const head = ['metric', 'labels', 'services', 'meaning'];
  await updateTables(DOCUMENT, { metrics: { head, rows: tableRows() } });
});

describe('metrics of the services', () => {
  it('are those of docs/operations.md (UPDATE_CONTRACTS=1 npm test -- contracts writes its table)', () => {
    expect(documentedRows(DOCUMENT, 'metrics')).toEqual(tableRows());
  });

  it('have names that say their unit, and labels that name nobody', () => {
    const all = [...exposed.values()].flat();
    for (const { name, type, labels } of all) {
      expect(name).toMatch(/^musicbox_[a-z0-9_]+$/);
      expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
      expect(labels.filter((label) => /user|song|id$|path|key/i.test(label))).toEqual([]);
    }
  });
});

interface Panel {
  title: string;
  type: string;
  targets?: { expr: string }[];
}

describe(DASHBOARD, () => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const defaults = register.getMetricsAsArray().map(({ name }) => name);
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: Panel[] };
  const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

  it.each(queries)('$title asks only for metrics and labels that exist: $expr', ({ expr }) => {
    const all = new Map([...exposed.values()].flat().map((metric) => [metric.name, metric]));
    for (const name of defaults) all.set(name, { name, help: '', labels: ['quantile'], type: 'gauge' });
    const names = expr.match(/\b(musicbox|nodejs|process)_\w+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    const known = new Set(['job', 'instance', 'le']);
    for (const name of names) {
      const metric = all.get(name) ?? all.get(name.replace(/_(bucket|sum|count)$/, ''));
      expect([name, metric?.name]).not.toEqual([name, undefined]);
      for (const label of metric?.labels ?? []) known.add(label);
    }
    const asked = [...expr.matchAll(/by \(([^)]*)\)|\{([^}]*)\}/g)].flatMap(([, by, selectors]) =>
      (by ?? selectors ?? '').split(',').map((part) => part.split(/[=!]/)[0]!.trim()),
    );
    expect(asked.filter((label) => label !== '' && !known.has(label))).toEqual([]);
  });

  it('shows everything that docs/operations.md tells of', () => {
    const asked = queries.map(({ expr }) => expr).join(' ');
    const unused = [...new Set([...exposed.values()].flat().map(({ name }) => name))].filter(
      (name) => !asked.includes(name),
    );
    expect(unused).toEqual([]);
  });
});
