import { JobsService } from '#common';
import { createChurnApp, loadPopulation, useChurnService } from './running-churn-service.js';
import { createDays, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const NEXT = '2017-05-13';

interface Schedule {
  kind: string;
  cron: string | null;
  timezone: string;
  nextAt: string | null;
  lastJob: { id: string; state: string; input: object; createdAt: string } | null;
}

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST);
});

async function schedules(): Promise<Schedule[]> {
  const { status, body } = await service.ask<{ schedules: Schedule[] }>('GET', '/admin/churn/schedule');
  expect(status).toBe(200);
  return body.schedules;
}

describe('schedule', () => {
  it('is off by default', async () => {
    expect(await schedules()).toEqual([
      { kind: 'churn.score', cron: null, timezone: 'UTC', nextAt: null, lastJob: null },
      { kind: 'churn.retrain', cron: null, timezone: 'UTC', nextAt: null, lastJob: null },
    ]);
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
      // Of one answer: at the next minute there is another job.
      const [score, retrain] = await until(async () => {
        const found = await schedules();
        return found[0]!.lastJob?.state === 'succeeded' && found;
      }, 'the job of the schedule');
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

  it('scores only where something new is loaded, and again after a failure', async () => {
    const jobs = service.app.get(JobsService);
    const scheduled = async () => {
      const { id } = await jobs.start('churn.score', { scheduled: true });
      return await service.waitFor(`/jobs/${id}`);
    };
    expect(await scheduled()).toMatchObject({ result: { snapshotDate: LAST, scoredUsers: 0 } });
    await createDays(service.database, NEXT, NEXT);
    await insertUserDays(service.database, [userDay(1001n, NEXT)]);
    await markLoaded(service.database, [NEXT]);
    // Scores cannot be stored.
    await service.database.query(
      `ALTER TABLE churn_score ADD CONSTRAINT nothing_new CHECK (snapshot_date < '${NEXT}') NOT VALID`,
    );
    expect(await scheduled()).toMatchObject({ state: 'failed' });
    await service.database.query('ALTER TABLE churn_score DROP CONSTRAINT nothing_new');
    const { result } = await scheduled();
    expect(result).toMatchObject({ snapshotDate: NEXT });
    expect(result['scoredUsers']).toBeGreaterThan(0);
    expect(await scheduled()).toMatchObject({ result: { snapshotDate: NEXT, scoredUsers: 0 } });
    await service.database.query('UPDATE archive SET finished_at = now() WHERE day = $1', [LAST]);
    expect((await scheduled()).result['scoredUsers']).toBe(result['scoredUsers']);
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
