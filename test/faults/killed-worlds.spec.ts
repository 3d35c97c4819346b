import { writeSampleLogs } from '#sample-logs';
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postedDaysFinished, rolledUpCounts, storedCounts } from '../support/counts.js';
import type { Counts } from '../support/counts.js';
import { startService } from '../support/running-services.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { prepareDatabase } from '../support/test-database.js';
import type { PreparedDatabase, TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { countsWithPosts, loadFiles, mappingText, settingsOf, WORLDS } from '../support/worlds.js';
import { drawn, faultPoints, loadInProcess } from './killed-loads.js';

jest.setTimeout(240_000);

const isAll = process.env['FAULT_POINTS'] === 'all';
/** Kills of loads of each of these databases: 100 in all of each world where all are wanted. */
const KILLS = isAll ? 10 : 3;
const DATABASES = isAll ? 10 : 1;
/** Posts are sent in pieces, so that some are under way at each kill. */
const EVENTS_A_POST = 5;
const PATIENCE = { deadline: 120_000, every: 100 };
/** Small, but with something of everything; so many points are passed at least by a load of the changed files. */
const SIZES = {
  'music-box': { points: 25, userCount: 100, firstDay: '2017-05-01' },
  elsewhere: { points: 40, userCount: 40, firstDay: '2017-04-26' },
};
const LAST_DAY = '2017-05-05';

describe.each(WORLDS.map((world, at) => ({ world, at, name: world.name, ...SIZES[world.name] })))(
  'loads of the world $name',
  ({ world, name, at, points, userCount, firstDay }) => {
    let folder: string;
    let mapping: string | undefined;
    let prepared: PreparedDatabase;
    /** How long an undisturbed load takes. */
    let lastsMs: number;
    /** Those of the files, and with what is posted. */
    let ofFiles: Counts;
    let withPosts: Counts;

    /** What is in the files is loaded; nothing is posted. */
    const load = (url: string): Promise<void> => loadFiles(world, folder, url);

    const settings = (url: string): Record<string, string> => ({
      DATABASE_URL: url,
      LOGS_DIR: folder,
      ...(mapping === undefined ? {} : { LOGS_MAPPING: mapping }),
    });

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'killed-'));
      const days = { firstDay, lastDay: LAST_DAY };
      await writeSampleLogs({ directory: folder, world: name, userCount, seed: 9, ...days });
      mapping = mappingText(world, folder);
      prepared = await prepareDatabase(load);
      world.change(folder);
      [ofFiles, withPosts] = [await world.recount(folder), await countsWithPosts(world, folder)];
      const undisturbed = await prepared.clone();
      lastsMs = (await loadInProcess(settings(undisturbed.url))).ms;
      await undisturbed.drop();
    });

    afterAll(async () => {
      await prepared.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function expectCounts({ database }: TestDatabase, right: Counts): Promise<void> {
      await postedDaysFinished(database);
      expect(await storedCounts(database)).toEqual(right);
      expect(await rolledUpCounts(database)).toEqual(right);
    }

    async function startIngest({ url }: TestDatabase): Promise<ServiceProcess> {
      const environment = settingsOf(world, folder);
      return await startService('ingest', { databaseUrl: url, logsFolder: folder, environment });
    }

    /** Sends all events to the service that runs, each until it is stored; again and again until `isOver`. */
    async function post(service: () => ServiceProcess, isOver: () => boolean): Promise<void> {
      const all = world.posts(folder).flatMap(({ events }) => events);
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

    it.each(Array.from({ length: DATABASES }, (_, n) => n))(
      'that are killed hard beside posts leave the right counts after the next one: database %d',
      async (n) => {
        const database = await prepared.clone();
        const service = await startIngest(database);
        try {
          let isOver = false;
          const posting = post(
            () => service,
            () => isOver,
          );
          for (const share of drawn(DATABASES * KILLS).slice(n * KILLS, (n + 1) * KILLS))
            await loadInProcess(settings(database.url), (share * lastsMs * 2) / KILLS);
          isOver = true;
          await posting;
          await load(database.url);
          await expectCounts(database, withPosts);
        } finally {
          await service.kill();
          await database.drop();
        }
      },
    );

    it('by a service that is killed hard while it takes posts leave the right counts after the next one', async () => {
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
        await expectCounts(database, withPosts);
      } finally {
        await service.kill();
        await database.drop();
      }
    });

    // Where not all points are wanted, each world has its share of them.
    const ofWorld = faultPoints([], points).filter((_, point) => isAll || point % WORLDS.length === at);
    it.each(ofWorld)(
      'that are killed hard at %s leave the right counts after the next one',
      async (point) => {
        const database = await prepared.clone();
        const { end } = await loadInProcess({ ...settings(database.url), FAULT_POINT: point });
        expect(end).toBe('SIGKILL');
        await load(database.url);
        await expectCounts(database, ofFiles);
        await database.drop();
      },
    );
  },
);
