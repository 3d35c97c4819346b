import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, placesIn } from '../data-folder/data-folder.js';
import { loadOrMakeKeys } from '../data-folder/keys.js';
import { defineServices } from './service-definitions.js';

describe('defineServices', () => {
  const data = mkdtempSync(join(tmpdir(), 'musicbox-definitions-'));
  const before = process.env['METRICS_PORT'];
  afterAll(() => {
    rmSync(data, { recursive: true });
    if (before === undefined) delete process.env['METRICS_PORT'];
    else process.env['METRICS_PORT'] = before;
  });

  const folder = placesIn(data);
  openDataFolder(folder);
  const environments = (logs: string, existing = {}): Record<string, string | undefined>[] =>
    defineServices(
      {
        data,
        host: '127.0.0.1',
        ingestPort: 3001,
        churnPort: 3002,
        recommenderPort: 3003,
        consolePort: 3000,
        databasePort: 0,
        sampleWorld: 'music-box',
        sampleUsers: 100,
        sampleSeed: 1,
        sampleFrom: '2017-03-30',
        sampleTo: '2017-05-12',
        ...existing,
      },
      {
        folder,
        keys: loadOrMakeKeys(join(data, 'keys.json')),
        urls: { ingest: 'http://a', churn: 'http://b', recommender: 'http://c', console: 'http://d' },
        databaseUrl: 'postgres://localhost/db',
        logs,
        mapping: null,
        dist: 'dist',
      },
    ).map(({ environment }) => environment);
  const metricsPorts = (port: string): (string | undefined)[] => {
    process.env['METRICS_PORT'] = port;
    return environments(data)
      .slice(0, 3)
      .map((environment) => environment['METRICS_PORT']);
  };

  it('trains factors alone on few sample logs, and leaves other logs to the default of the service', () => {
    expect(environments(folder.sampleLogs)[2]).toMatchObject({ RECOMMENDER_ITEM_SHARE: '0' });
    const many = environments(folder.sampleLogs, { sampleUsers: 40_000 });
    expect(many[2]).not.toHaveProperty('RECOMMENDER_ITEM_SHARE');
    expect(environments(data)[2]).not.toHaveProperty('RECOMMENDER_ITEM_SHARE');
  });

  it('says that a service is the only instance on the embedded database, not on an existing one', () => {
    expect(environments(data)[0]).toMatchObject({ ONLY_INSTANCE: 'true' });
    expect(environments(data, { databaseUrl: 'postgres://localhost/db' })[0]).not.toHaveProperty(
      'ONLY_INSTANCE',
    );
  });

  it('gives each service a port for its metrics of its own, and none or any one where that was said', () => {
    expect(metricsPorts('9464')).toEqual(['9464', '9465', '9466']);
    expect(metricsPorts('0')).toEqual([undefined, undefined, undefined]);
    expect(metricsPorts('')).toEqual([undefined, undefined, undefined]);
  });
});
