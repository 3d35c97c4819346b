import { jest } from '@jest/globals';
import { ScoreAfterLoad } from '../../../apps/churn-service/src/retraining/score-after-load.js';
import { ADMIN, createChurnApp, population, READ, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const NEXT = '2017-05-13';
const AFTER_NEXT = '2017-05-14';

interface Schedule {
  kind: string;
  cron: string | null;
  timezone: string;
  nextAt: string | null;
  lastJob: { id: string; state: string; input: object; createdAt: string } | null;
}

let service: RunningChurnService;

beforeAll(async () => {
  service = await startChurnService({ CHURN_MODELS: 'logistic-regression' });
  await createDays(service.database, FIRST, LAST);
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  await insertUserDays(service.database, population(450, FIRST, LAST));
});

afterAll(async () => {
  jest.restoreAllMocks();
  await service.stop();
});

const { now } = Date;
let ahead = 0;

/** What a service knows of loads may be a second old; it is older then. */
function putClockForward(): void {
  ahead += 1_050;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
}

async function schedules(): Promise<Schedule[]> {
  const { status, body } = await service.ask<{ schedules: Schedule[] }>('GET', '/admin/churn/schedule');
  expect(status).toBe(200);
  return body.schedules;
}

describe('schedule', () => {
  it('is off by default, and for admins to see', async () => {
    expect(await schedules()).toEqual([
      { kind: 'churn.score', cron: null, timezone: 'UTC', nextAt: null, lastJob: null },
      { kind: 'churn.retrain', cron: null, timezone: 'UTC', nextAt: null, lastJob: null },
    ]);
    expect((await service.ask('GET', '/admin/churn/schedule')).body).toMatchObject({
      scoreAfterLoad: false,
    });
    expect((await service.ask('GET', '/admin/churn/schedule', { key: READ })).status).toBe(403);
  });

  it('begins jobs once over all instances, where they can be followed', async () => {
    await service.run('/admin/churn/retrain');
    const environment = {
      CHURN_SCORE_SCHEDULE: '* * * * *',
      CHURN_RETRAIN_SCHEDULE: '15 4 * * 0',
      CHURN_SCHEDULE_TIMEZONE: 'Asia/Shanghai',
    };
    const others = [
      await createChurnApp(service.databaseUrl, environment),
      await createChurnApp(service.databaseUrl, environment),
    ];
    try {
      await until(
        async () => (await schedules())[0]!.lastJob?.state === 'succeeded',
        'the job of the schedule',
      );
      const [score, retrain] = await schedules();
      expect(score).toMatchObject({ cron: '* * * * *', lastJob: { input: { scheduled: true } } });
      expect(Date.parse(score!.nextAt!) - Date.now()).toBeLessThanOrEqual(60_000);
      expect(retrain).toMatchObject({ cron: '15 4 * * 0', timezone: 'Asia/Shanghai' });
      // A quarter past four on a Sunday in Shanghai is a quarter past eight in the evening of Saturday, UTC.
      expect(new Date(retrain!.nextAt!).toISOString()).toContain('T20:15:00');
      expect(new Date(retrain!.nextAt!).getUTCDay()).toBe(6);
      const { body } = await service.ask('GET', `/jobs/${score!.lastJob!.id}`);
      expect(body).toMatchObject({ state: 'succeeded', result: { snapshotDate: LAST, version: 1 } });
      const { body: jobs } = await service.ask<unknown[]>('GET', '/jobs?kind=churn.score');
      expect(
        new Set((jobs as { createdAt: string }[]).map(({ createdAt }) => createdAt.slice(0, 16))).size,
      ).toBe(jobs.length);
    } finally {
      await Promise.all(others.map((app) => app.close()));
    }
  });

  it('is off again when an instance starts without it', async () => {
    const other = await createChurnApp(service.databaseUrl);
    await other.close();
    expect((await schedules()).map(({ cron }) => cron)).toEqual([null, null]);
  });

  it('scores once new days have been loaded and then nothing more, by one of the instances', async () => {
    const scorings = async () =>
      (await service.ask<{ state: string; input: { afterLoad?: string } }[]>('GET', '/jobs?kind=churn.score'))
        .body;
    const before = (await scorings()).length;
    const instances = [service.app, await createChurnApp(service.databaseUrl)];
    const watchers = instances.map((app) => app.get(ScoreAfterLoad));
    const look = async () => {
      putClockForward();
      await Promise.all(watchers.map((watcher) => watcher.look()));
    };
    try {
      await look();
      expect(await scorings()).toHaveLength(before);
      await createDays(service.database, NEXT, NEXT);
      await insertUserDays(service.database, [userDay(1001n, NEXT)]);
      await markLoaded(service.database, [NEXT]);
      await look();
      expect(await scorings()).toHaveLength(before);
      await look();
      await until(async () => (await scorings())[0]!.state === 'succeeded', 'the scoring');
      const jobs = await scorings();
      expect(jobs).toHaveLength(before + 1);
      expect(jobs[0]!.input.afterLoad).toContain(NEXT);
      await look();
      expect(await scorings()).toHaveLength(before + 1);
      expect((await service.ask('GET', '/churn/1001')).body).toMatchObject({
        snapshotDate: NEXT,
        freshness: { stale: false, source: 'stored' },
      });
    } finally {
      await instances[1]!.close();
    }
  });

  it('tries a failed scoring again after longer and longer waits, across restarts, and gives up', async () => {
    const minutes = (n: number) => n * 60_000;
    interface Job {
      id: string;
      state: string;
      error: string | null;
      finishedAt: string;
      input: { afterLoad?: string };
    }
    const newest = async () => (await service.ask<Job[]>('GET', '/jobs?kind=churn.score&limit=1')).body[0]!;
    const watched = () => createChurnApp(service.databaseUrl, { CHURN_SCORE_AFTER_LOAD: 'true' });
    await createDays(service.database, AFTER_NEXT, AFTER_NEXT);
    await insertUserDays(service.database, [userDay(1001n, AFTER_NEXT)]);
    await markLoaded(service.database, [AFTER_NEXT]);
    // Scores cannot be stored.
    await service.database.query(
      'ALTER TABLE churn_score ADD CONSTRAINT nothing_new CHECK (snapshot_date < $$2017-05-14$$) NOT VALID',
    );
    putClockForward();
    let from = Date.now();
    for (const wait of [0, 1, 2, 4, 8, 16]) {
      // A restart before each attempt: nothing but the database knows of those before.
      const app = await watched();
      const watcher = app.get(ScoreAfterLoad);
      const before = await newest();
      await watcher.look(from + minutes(wait) - 1);
      await watcher.look(from + minutes(wait) - 1);
      if (wait > 0) expect((await newest()).id).toBe(before.id);
      await watcher.look(from + minutes(wait));
      await until(
        async () => (await newest()).id !== before.id && (await newest()).state === 'failed',
        'the next job to fail',
      );
      const job = await newest();
      expect(job.error).toContain('nothing_new');
      from = Date.parse(job.finishedAt);
      await app.close();
    }
    const app = await watched();
    const last = await newest();
    const watcher = app.get(ScoreAfterLoad);
    for (const wait of [0, 1_000, 100_000]) await watcher.look(from + minutes(wait));
    expect((await newest()).id).toBe(last.id);
    await service.database.query('ALTER TABLE churn_score DROP CONSTRAINT nothing_new');
    await app.close();
  });

  it('stops the start when an expression makes no sense', async () => {
    await expect(createChurnApp(service.databaseUrl, { CHURN_SCORE_SCHEDULE: '99 3 * * *' })).rejects.toThrow(
      /schedule "99 3 \* \* \*" \(UTC\) of churn\.score cannot be used/,
    );
    await expect(
      createChurnApp(service.databaseUrl, {
        CHURN_SCORE_SCHEDULE: '9 3 * * *',
        CHURN_SCHEDULE_TIMEZONE: 'Mars/Olympus',
      }),
    ).rejects.toThrow(/Mars\/Olympus/);
  });
});
