import { writeSampleLogs } from '#sample-logs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postedDaysFinished, rolledUpCounts, storedCounts } from '../../support/counts.js';
import type { Counts } from '../../support/counts.js';
import { startService } from '../../support/running-services.js';
import { ADMIN_KEY } from '../../support/service-process.js';
import type { ServiceProcess } from '../../support/service-process.js';
import { prepareDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';
import { countsWithPosts, loadFiles, mappingText, settingsOf } from '../../support/worlds.js';
import type { World } from '../../support/worlds.js';
import { shares } from '../../support/drawn.js';
import { numbered, runProgram } from './work.js';
import type { PreparedWork, Work } from './work.js';

/** Posts are sent in pieces, so that some are under way at each kill. */
const EVENTS_A_POST = 5;
const PATIENCE = { deadline: 120_000, every: 100 };
/** Small, but with something of everything; so many points are passed at least by a load of the changed files. */
const SIZES = {
  'music-box': { points: 25, userCount: 100, firstDay: '2017-05-01' },
  elsewhere: { points: 40, userCount: 40, firstDay: '2017-04-26' },
};
const LAST_DAY = '2017-05-05';
/** Loads beside posts are killed so often, each at a drawn time, as `loads:SEED` says; a service twice. */
const KILLS = 3;
const SERVICE_KILLS = 2;

/** A load of files of which some were changed, moved and packed since the first one. */
export const changedLoadIn = (world: World): Work => ({
  name: `a load of changed files of the world ${world.name}`,
  points: numbered(SIZES[world.name].points),
  prepare: () => prepared(world, (killed, point) => killed.atPoint(point)),
});

/** Loads beside posts: no post is lost, and none counts twice. */
export const loadsBesidePostsIn = (world: World): Work => ({
  name: `loads of the world ${world.name} beside posts`,
  points: Array.from({ length: 10 }, (_, n) => [`loads:${n}`, `service:${n}`]).flat(),
  prepare: () =>
    prepared(world, (killed, point) => {
      const [what, seed] = point.split(':');
      return what === 'loads' ? killed.besidePosts(Number(seed)) : killed.withService(Number(seed));
    }),
});

async function prepared(
  world: World,
  kill: (killed: KilledWorld, point: string) => Promise<void>,
): Promise<PreparedWork> {
  const killed = await KilledWorld.prepare(world);
  return { killedAt: (point) => kill(killed, point), remove: () => killed.remove() };
}

class KilledWorld {
  private constructor(
    private readonly world: World,
    private readonly folder: string,
    private readonly database: Awaited<ReturnType<typeof prepareDatabase>>,
    /** How long an undisturbed load takes. */
    private readonly lastsMs: number,
    /** Those of the files, and with what is posted. */
    private readonly right: { ofFiles: Counts; withPosts: Counts },
  ) {}

  static async prepare(world: World): Promise<KilledWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    const { userCount, firstDay } = SIZES[world.name];
    const days = { firstDay, lastDay: LAST_DAY };
    await writeSampleLogs({ directory: folder, world: world.name, userCount, seed: 9, ...days });
    const database = await prepareDatabase((url) => loadFiles(world, folder, url));
    world.change(folder);
    const right = { ofFiles: await world.recount(folder), withPosts: await countsWithPosts(world, folder) };
    const undisturbed = await database.clone();
    const { ms } = await runProgram('load-once', settings(world, folder, undisturbed.url));
    await undisturbed.drop();
    return new KilledWorld(world, folder, database, ms, right);
  }

  async atPoint(point: string): Promise<void> {
    const database = await this.database.clone();
    const environment = { ...settings(this.world, this.folder, database.url), FAULT_POINT: point };
    expect((await runProgram('load-once', environment)).end).toBe('SIGKILL');
    await this.load(database);
    await expectCounts(database, this.right.ofFiles);
    await database.drop();
  }

  /** Kills loads one after the other while a service takes posts. */
  async besidePosts(seed: number): Promise<void> {
    const database = await this.database.clone();
    const service = await this.startIngest(database);
    try {
      let isOver = false;
      const posting = this.post(
        () => service,
        () => isOver,
      );
      for (const share of shares(KILLS, seed)) {
        const environment = settings(this.world, this.folder, database.url);
        await runProgram('load-once', environment, (share * this.lastsMs * 2) / KILLS);
      }
      isOver = true;
      await posting;
      await this.load(database);
      await expectCounts(database, this.right.withPosts);
    } finally {
      await service.kill();
      await database.drop();
    }
  }

  /** Kills the service that loads and takes posts. */
  async withService(seed: number): Promise<void> {
    const database = await this.database.clone();
    let service = await this.startIngest(database);
    try {
      const posting = this.post(
        () => service,
        () => true,
      );
      for (const share of shares(SERVICE_KILLS, seed)) {
        await service.startJob('/admin/ingest/archives', { path: '.' });
        await sleep(share * this.lastsMs);
        await service.kill();
        service = await this.startIngest(database);
      }
      await posting;
      await service.runJob('/admin/ingest/archives', { path: '.' });
      await expectCounts(database, this.right.withPosts);
    } finally {
      await service.kill();
      await database.drop();
    }
  }

  async remove(): Promise<void> {
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async load({ url }: TestDatabase): Promise<void> {
    await loadFiles(this.world, this.folder, url);
  }

  private async startIngest({ url }: TestDatabase): Promise<ServiceProcess> {
    const environment = settingsOf(this.world, this.folder);
    return await startService('ingest', { databaseUrl: url, logsFolder: this.folder, environment });
  }

  /** Sends all events to the service that runs, each until it is stored; again and again until `isOver`. */
  private async post(service: () => ServiceProcess, isOver: () => boolean): Promise<void> {
    const all = this.world.posts(this.folder).flatMap(({ events }) => events);
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
}

const settings = (world: World, folder: string, url: string): Record<string, string> => {
  const mapping = mappingText(world, folder);
  return {
    DATABASE_URL: url,
    LOGS_DIR: folder,
    ...(mapping === undefined ? {} : { LOGS_MAPPING: mapping }),
  };
};

async function expectCounts({ database }: TestDatabase, right: Counts): Promise<void> {
  await postedDaysFinished(database);
  expect(await storedCounts(database)).toEqual(right);
  expect(await rolledUpCounts(database)).toEqual(right);
}
