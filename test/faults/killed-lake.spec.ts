import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readMapping } from '../../apps/ingest-service/src/mapping/read-mapping.js';
import { createLoader } from '../support/archive-loader.js';
import { applyChanges, postsOf, rolledUpCounts, storedCounts, truthOf } from '../support/elsewhere.js';
import type { Counts } from '../support/elsewhere.js';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { drawn, faultPoints, loadInProcess } from './killed-loads.js';

jest.setTimeout(240_000);

const isAll = process.env['FAULT_POINTS'] === 'all';
/** Kills of loads of each of these databases: 100 in all where all are wanted. */
const KILLS = isAll ? 10 : 3;
const DATABASES = isAll ? 10 : 1;
/** A load of the changed lake passes at least so many points. */
const POINTS = 40;
/** Posts are sent in pieces, so that some are under way at each kill. */
const EVENTS_A_POST = 5;
const PATIENCE = { deadline: 120_000, every: 100 };

let folder: string;
let mapping: string;
let prepared: PreparedDatabase;
/** How long an undisturbed load takes. */
let lastsMs: number;

/** What is in the files is loaded; nothing is posted. */
async function load(url: string): Promise<void> {
  const loader = await createLoader(url);
  await loader.load(folder, { mapping: readMapping(mapping) });
  await loader.close();
}

const settings = (url: string): Record<string, string> => ({
  DATABASE_URL: url,
  LOGS_DIR: folder,
  LOGS_MAPPING: mapping,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-lake-'));
  const days = { firstDay: '2017-04-26', lastDay: '2017-05-05' };
  await writeSampleLogs({ directory: folder, world: 'elsewhere', userCount: 40, seed: 9, ...days });
  mapping = readFileSync(join(folder, '_world/mapping.yaml'), 'utf8');
  prepared = await prepareDatabase(load);
  applyChanges(folder);
  const undisturbed = await prepared.clone();
  lastsMs = (await loadInProcess(settings(undisturbed.url))).ms;
  await undisturbed.drop();
});

afterAll(async () => {
  await prepared.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function expectCounts({ database }: TestDatabase, right: Counts): Promise<void> {
  expect(await storedCounts(database)).toEqual(right);
  expect(await rolledUpCounts(database)).toEqual(right);
}

const withPosts = (): Counts => truthOf(folder, ({ archived, added, posted }) => archived + added || posted);

async function startIngest({ url }: TestDatabase): Promise<ServiceProcess> {
  const environment = { LOGS_MAPPING: join(folder, '_world/mapping.yaml') };
  return await startService('ingest', { databaseUrl: url, logsFolder: folder, environment });
}

/** Sends all events to the service that runs, each until it is stored; again and again until `isOver`. */
async function post(service: () => ServiceProcess, isOver: () => boolean): Promise<void> {
  const all = postsOf(folder).flatMap(({ events }) => events);
  do {
    for (let at = 0; at < all.length; at += EVENTS_A_POST) {
      const body = { events: all.slice(at, at + EVENTS_A_POST) };
      const send = async (): Promise<boolean> => {
        const asked = service().ask('/events', { method: 'POST', body, key: ADMIN_KEY });
        const answer = await asked.catch(() => null);
        if (answer !== null && answer.status !== 503) expect(answer.status).toBe(200);
        return answer?.status === 200;
      };
      await until(send, 'events to be stored', PATIENCE);
    }
  } while (!isOver());
}

it.each(Array.from({ length: DATABASES }, (_, at) => at))(
  'loads of a lake that are killed hard beside posts leave its counts after the next one: database %d',
  async (at) => {
    const database = await prepared.clone();
    const service = await startIngest(database);
    try {
      let isOver = false;
      const posting = post(
        () => service,
        () => isOver,
      );
      for (const share of drawn(DATABASES * KILLS).slice(at * KILLS, (at + 1) * KILLS))
        await loadInProcess(settings(database.url), (share * lastsMs * 2) / KILLS);
      isOver = true;
      await posting;
      await load(database.url);
      await until(
        async () => (await rolledUpCounts(database.database)).size === withPosts().size,
        'the rollup',
      );
      await expectCounts(database, withPosts());
    } finally {
      await service.kill();
      await database.drop();
    }
  },
);

it('a service that is killed hard while it loads and takes posts leaves the counts after the next load', async () => {
  const database = await prepared.clone();
  let service = await startIngest(database);
  try {
    const posting = post(
      () => service,
      () => true,
    );
    for (const share of drawn(2)) {
      await service.startJob('/admin/ingest/archives', { path: '.' });
      await sleep(share * lastsMs);
      await service.kill();
      service = await startIngest(database);
    }
    await posting;
    await service.runJob('/admin/ingest/archives', { path: '.' });
    await expectCounts(database, withPosts());
  } finally {
    await service.kill();
    await database.drop();
  }
});

it.each(faultPoints([], POINTS))(
  'a load of a lake that is killed hard at %s leaves its counts after the next one',
  async (point) => {
    const database = await prepared.clone();
    const { end } = await loadInProcess({ ...settings(database.url), FAULT_POINT: point });
    expect(end).toBe('SIGKILL');
    await load(database.url);
    await expectCounts(
      database,
      truthOf(folder, ({ archived, added }) => archived + added),
    );
    await database.drop();
  },
);
