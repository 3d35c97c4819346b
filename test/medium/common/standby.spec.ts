import { createDataSource, Database, Metrics, Reads } from '#common';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { Standby } from '../../../libs/common/src/database/standby.js';
import { startReplicatedServer } from '../../support/replicated-server.js';
import type { Node } from '../../support/replicated-server.js';
import { ADMIN, startApp } from '../../support/service-app.js';
import { until } from '../../support/until.js';

const MOST_LAG_MS = 2_000;

let primary: Node;
let standby: Node;
let remove: () => Promise<void>;
let database: Database;
let reads: Reads;

beforeAll(async () => {
  ({ primary, standby, remove } = await startReplicatedServer());
  const source = createDataSource({ url: primary.url, applicationName: 'test' });
  database = new Database(await source.initialize());
  const settings = { url: standby.url, applicationName: 'test', poolSize: 4, mostLagMs: MOST_LAG_MS };
  reads = new Reads(database, new Standby(database, settings));
  await database.query('CREATE TABLE told (n int)');
  await until(() => reads.standby!.isClose(), 'a standby that is close');
});

afterAll(async () => {
  await reads.onApplicationShutdown();
  await database.dataSource.destroy();
  await remove();
});

/** Whether the standby answered. */
const isAnsweredByStandby = async (from: Database): Promise<boolean> => {
  const [row] = await from.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
  return row!.standby;
};
const numbers = async (from: Database): Promise<number[]> =>
  (await from.query<{ n: number }>('SELECT n FROM told ORDER BY n')).map(({ n }) => n);

async function onStandby<T>(work: (standby: Database) => Promise<T>): Promise<T> {
  return await work(await reads.standby!.database());
}

describe('a hot standby', () => {
  it('answers what is read, and has what was committed before', async () => {
    for (let n = 1; n <= 20; n++) {
      await database.query('INSERT INTO told VALUES ($1)', [n]);
      const seen = await reads.run('committed', async (from) => [
        await isAnsweredByStandby(from),
        await numbers(from),
      ]);
      expect(seen).toEqual([true, Array.from({ length: n }, (_, k) => k + 1)]);
    }
    expect(await reads.run('recent', isAnsweredByStandby)).toBe(true);
    expect(reads.fallbacks).toBe(0);
  });

  it('is not asked while it is further behind than it may be', async () => {
    await onStandby((behind) => behind.query('SELECT pg_wal_replay_pause()'));
    await database.query('INSERT INTO told VALUES (100)');
    // It looks close, but has not got what was committed: the reading waits, and then takes the primary.
    expect(await reads.run('committed', numbers)).toContain(100);
    await until(async () => !(await reads.standby!.isClose()), 'a standby that is behind');
    expect(await reads.standby!.lagMs()).toBeGreaterThan(MOST_LAG_MS);
    expect(await reads.run('recent', isAnsweredByStandby)).toBe(false);
    expect(reads.fallbacks).toBe(2);
    await onStandby((behind) => behind.query('SELECT pg_wal_replay_resume()'));
    await until(() => reads.standby!.isClose(), 'a standby that is close');
    expect(await reads.run('recent', numbers)).toContain(100);
  });

  it('may die amid a reading: the primary does it again', async () => {
    const before = reads.fallbacks;
    const askedOf: boolean[] = [];
    const answered = await reads.run('recent', async (from) => {
      askedOf.push(await isAnsweredByStandby(from));
      if (askedOf.length === 1) await standby.kill();
      return await numbers(from);
    });
    expect(answered).toContain(100);
    expect(askedOf).toEqual([true, false]);
    expect(await reads.run('recent', isAnsweredByStandby)).toBe(false);
    expect(reads.fallbacks).toBe(before + 2);
    await until(async () => (await reads.standby!.lagMs()) === null, 'a standby that is off');
    await standby.start();
    await until(() => reads.standby!.isClose(), 'a standby that is close');
    expect(await reads.run('committed', isAnsweredByStandby)).toBe(true);
  });

  it('is no primary', async () => {
    const settings = { url: primary.url, applicationName: 'test', poolSize: 2, mostLagMs: MOST_LAG_MS };
    const other = new Reads(database, new Standby(database, settings));
    expect(await other.run('committed', isAnsweredByStandby)).toBe(false);
    expect(await other.standby!.lagMs()).toBeNull();
    await other.onApplicationShutdown();
  });

  it('leaves errors of a statement what they are', async () => {
    const before = reads.fallbacks;
    await expect(reads.run('recent', (from) => from.query('SELECT nothing'))).rejects.toThrow('nothing');
    expect(reads.fallbacks).toBe(before);
  });
});

describe('a service with a standby', () => {
  it('exports from it, from the primary once it is killed, and stays ready', async () => {
    const logs = mkdtempSync(join(tmpdir(), 'logs-'));
    const settings = { DATABASE_READ_URL: standby.url, LOGS_DIR: logs };
    const app = await startApp(ingestService, primary.url, settings);
    const get = async (url: string) =>
      await app.inject({ url, headers: { authorization: `Bearer ${ADMIN}` } });
    const { standby: own } = app.get(Reads);
    await until(() => own!.isClose(), 'a standby that is close');
    expect((await get('/admin/exports/play_ds.csv')).statusCode).toBe(200);
    expect(app.get(Reads).fallbacks).toBe(0);
    await standby.kill();
    const exported = await get('/admin/exports/play_ds.csv');
    expect([exported.statusCode, exported.body]).toEqual([200, expect.stringMatching(/^uid,device,/)]);
    expect((await get('/health/ready')).statusCode).toBe(200);
    expect(await app.get(Metrics).text()).toMatch(/^musicbox_standby_fallbacks_total [1-9]/m);
    await app.close();
    rmSync(logs, { recursive: true });
    await standby.start();
    await until(() => reads.standby!.isClose(), 'a standby that is close');
  });
});
