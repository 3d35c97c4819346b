import { advisoryLock } from '#common';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RetentionRepository } from '../../../apps/ingest-service/src/retention/retention.repository.js';
import { LoadedDaysRepository } from '../../../apps/churn-service/src/dataset/loaded-days.repository.js';
import type { CoverageDto } from '../../../apps/ingest-service/src/coverage/coverage.dto.js';
import type { QualityDto } from '../../../apps/ingest-service/src/coverage/quality.dto.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { download, play, search } from './logs-folder.js';
import { tableState } from './table-state.js';
import { until } from '../../support/until.js';

const RETENTION = '/admin/ingest/retention';
const BEFORE = '2017-04-03';
const CSV = 'down_ds.csv';

const ingest = useIngestApp({
  '20170401_1_play.log': play(1, 1, 100) + play(2, 2, 5000, 5000).repeat(18),
  '20170401_1_down.log': download(1, 1),
  '20170401_2_play.log': '',
  // Nothing at all of the 2nd.
  '20170403_1_play.log': play(1, 1, 100, 210) + play(3, 3, 50),
  '20170404_1_play.log': play(1, 4, 100),
  '1_1_search.log': search(1, '2017-04-01 10:00:00', 'mc'),
  [CSV]: 'uid,song_id,date\n5,5,2017-04-01\n5,6,2017-04-03\n',
});

beforeAll(async () => {
  await load();
  await send('1', '2017-04-01');
  await send('2', '2017-04-04');
  // Of a user whom an archive of the day has: superseded.
  await send('3', '2017-04-01', { kind: 'download', userId: '1' });
});

async function rows<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
  return await ingest.testDatabase.database.query<Row>(sql);
}

async function load(more: object = {}): Promise<Record<string, unknown>> {
  const { state, result } = await ingest.runJob('/admin/ingest/archives', { path: '.', ...more });
  expect(state).toBe('succeeded');
  return result;
}

async function send(
  eventId: string,
  day: string,
  more: object = {},
): Promise<{ status: string; reason: string | null }> {
  const event = {
    eventId,
    kind: 'play',
    happenedAt: `${day}T10:00:00`,
    userId: '9',
    songId: '9',
    recommendationId: 'r',
    ...more,
  };
  const { body } = await ingest.ask<{ events: { status: string; reason: string | null }[] }>(
    'POST',
    '/events',
    ADMIN,
    { events: [event] },
  );
  return body.events[0]!;
}

async function retain(request: object): Promise<Record<string, unknown>> {
  const { state, result } = await ingest.runJob(RETENTION, request);
  expect(state).toBe('succeeded');
  return result;
}

/** Days of every table that holds any. */
async function daysHeld(): Promise<string[]> {
  const tables = [
    'play_event',
    'download_event',
    'search_event',
    'user_day',
    'collected_event',
    'event_recommendation',
  ];
  const held = await rows<{ day: string; tables: string }>(
    `SELECT day, string_agg(name, ' ' ORDER BY name) AS tables FROM (
       ${tables.map((table) => `SELECT DISTINCT day, '${table}' AS name FROM ${table}`).join(' UNION ALL ')}) AS _
     GROUP BY day ORDER BY day`,
  );
  return held.map(({ day, tables: of }) => `${day} ${of}`);
}

async function states(): Promise<string[]> {
  const archives = await rows<{ name: string; state: string; reason: string | null }>(
    'SELECT name, state, reason FROM archive ORDER BY name',
  );
  return archives.map(({ name, state, reason }) => `${name} ${state} ${reason ?? '-'}`);
}

const KEPT = [
  '2017-04-03 download_event play_event user_day',
  '2017-04-04 collected_event event_recommendation play_event user_day',
];
const COUNTED = {
  before: BEFORE,
  days: 1,
  daysKept: 2,
  firstDay: '2017-04-01',
  lastDay: '2017-04-01',
  archives: 5,
  events: { play: 20, download: 2, search: 1 },
};

describe('retention', () => {
  it('counts what would go, and drops nothing', async () => {
    const before = await tableState(ingest.testDatabase.database);
    const result = await retain({ before: BEFORE, dryRun: true });
    expect(result).toMatchObject({ ...COUNTED, dryRun: true });
    expect(result['bytes']).toBeGreaterThan(4 * 8192);
    expect(await tableState(ingest.testDatabase.database)).toEqual(before);
  });

  it('refuses to leave nothing unless that is meant', async () => {
    expect(await ingest.ask('POST', RETENTION, ADMIN, { before: '2017-04-05' })).toMatchObject({
      status: 409,
      body: { code: 'nothing_kept', detail: expect.stringContaining('"everything": true') as string },
    });
    expect(await ingest.ask('POST', RETENTION, ADMIN, { before: '9999-12-31' })).toMatchObject({
      status: 409,
      body: { code: 'day_in_future' },
    });
    expect((await retain({ before: '2017-04-05', dryRun: true }))['daysKept']).toBe(0);
  });

  it('waits while a load or a long reader holds the tables', async () => {
    const lock = [
      `SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`,
      'SELECT count(*) FROM play_event',
    ];
    for (const statement of lock) {
      await ingest.testDatabase.database.transaction(async (transaction) => {
        await transaction.query(statement);
        const { body: job } = await ingest.ask<{ id: string }>('POST', RETENTION, ADMIN, { before: BEFORE });
        const step = await until(async () => {
          const asked = await ingest.ask<{ progress: { step: string } }>('GET', `/jobs/${job.id}`, READ);
          return /^waiting (?!to start)/.test(asked.body.progress.step) ? asked.body.progress.step : null;
        }, 'the job to wait');
        expect(step).toBe('waiting to drop 2017-04-01: a load or a long query is running');
        expect(await ingest.ask('POST', RETENTION, ADMIN, { before: BEFORE })).toMatchObject({
          status: 409,
          body: { code: 'job_running' },
        });
        await ingest.ask('POST', `/admin/jobs/${job.id}/cancel`, ADMIN);
        expect(await ingest.endOfJob(job.id)).toMatchObject({ state: 'cancelled' });
      });
    }
    expect(await daysHeld()).toHaveLength(3);
  });

  it('drops a day although events are posted all the time', async () => {
    const { database } = ingest.testDatabase;
    const stop = new AbortController();
    const post = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await database.transaction(async (transaction) => {
          await transaction.query(`SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`);
          await transaction.query('SELECT pg_sleep(0.05)');
        });
      }
    };
    const posting = Array.from({ length: 6 }, post);
    const repository = ingest.app.get(RetentionRepository);
    try {
      const dropped = async (): Promise<boolean> => await repository.dropDay('2017-03-31');
      await until(dropped, 'the day to be dropped', { deadline: 20_000, every: 100 });
    } finally {
      stop.abort();
      await Promise.all(posting);
    }
    await rows("DELETE FROM dropped_day WHERE day = '2017-03-31'");
  });

  it('drops whole days of all tables, and closes those between them', async () => {
    await rows(`INSERT INTO opinion (user_id, song_id, of_singer, said, day) VALUES
      (9, 1, NULL, 'dislike', '2017-04-01'), (9, NULL, 'singer', 'like', '2017-04-01'),
      (9, 2, NULL, 'dislike', '2017-04-01'), (9, 2, NULL, 'undislike', '2017-04-02'),
      (9, 3, NULL, 'dislike', '2017-04-01'), (9, 3, NULL, 'undislike', '2017-04-04')`);
    expect(await retain({ before: BEFORE })).toMatchObject({ ...COUNTED, dryRun: false });
    expect(await daysHeld()).toEqual(KEPT);
    // What a user holds of a song or singer lasts longer than the day it was said on.
    expect(await rows('SELECT song_id, of_singer, said FROM opinion ORDER BY song_id')).toEqual([
      { song_id: '1', of_singer: null, said: 'dislike' },
      { song_id: '3', of_singer: null, said: 'undislike' },
      { song_id: null, of_singer: 'singer', said: 'like' },
    ]);
    expect(await rows(`SELECT relname FROM pg_class WHERE relname ~ '_2017040[12]'`)).toEqual([]);
    expect(await rows('SELECT day FROM dropped_day ORDER BY day')).toEqual([
      { day: '2017-04-01' },
      { day: '2017-04-02' },
    ]);
    expect(await states()).toEqual([
      '1_1_search.log dropped day_dropped',
      '20170401_1_down.log dropped day_dropped',
      '20170401_1_play.log dropped day_dropped',
      '20170401_2_play.log refused empty',
      '20170403_1_play.log loaded -',
      '20170404_1_play.log loaded -',
      'down_ds.csv loaded -',
      'events/2017-04-01/download dropped day_dropped',
      'events/2017-04-01/play dropped day_dropped',
      'events/2017-04-04/play loaded -',
    ]);
    // Its only day beyond 24 hours is gone.
    expect(await rows('SELECT FROM excluded_user WHERE user_id = 2')).toEqual([]);
  });

  it('drops songs shown before the day, and clicks with them, but no click of a song that is kept', async () => {
    // User -1 is a guest, who may turn out to be anybody.
    await rows(`INSERT INTO recommendation_impression (recommendation_id, song_id, shown_at, user_id, model_version, source)
      VALUES ('old', 1, '2017-04-02T23:59:59Z', 9, 1, 'model'), ('kept', 1, '2017-04-03T00:00:00Z', 9, 1, 'model'),
        ('kept guest', 1, '2017-04-03T00:00:00Z', -1, 1, 'model')`);
    // A listener west of Greenwich heard the second one on the day before.
    await rows(`INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id)
      VALUES (9, 1, '2017-04-02', 'play', 'old'), (9, 1, '2017-04-02', 'play', 'kept'),
        (8, 1, '2017-04-02', 'play', 'kept'), (9, 1, '2017-04-02', 'play', 'kept guest')`);
    await retain({ before: BEFORE });
    const kept = [{ id: 'kept' }, { id: 'kept guest' }];
    expect(await rows('SELECT recommendation_id AS id FROM recommendation_impression ORDER BY 1')).toEqual(
      kept,
    );
    expect(
      await rows(
        "SELECT recommendation_id AS id FROM event_recommendation WHERE day = '2017-04-02' ORDER BY 1",
      ),
    ).toEqual(kept);
    await rows("DELETE FROM event_recommendation WHERE day = '2017-04-02'");
  });

  it('and an erasure of the same rows wait for one another', async () => {
    await rows(`INSERT INTO recommendation_impression (recommendation_id, song_id, shown_at, user_id, model_version, source)
      VALUES ('both', 1, '2017-04-01T00:00:00Z', 77, 1, 'model')`);
    await rows(`INSERT INTO recent_event (user_id, song_id, happened_at, device, kind)
      VALUES (77, 1, '2017-04-01T00:00:00', 0, 'play')`);
    await rows(`INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id)
      VALUES (78, 1, '2017-04-01', 'play', 'held')`);
    const jobs = await ingest.testDatabase.database.transaction(async (transaction) => {
      await transaction.query("SELECT FROM event_recommendation WHERE recommendation_id = 'held' FOR UPDATE");
      const waiting = async (): Promise<number> =>
        (
          await rows<{ count: number }>(
            `SELECT count(*)::int AS count FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
        )[0]!.count;
      const retention = await ingest.ask<{ id: string }>('POST', RETENTION, ADMIN, { before: BEFORE });
      await until(async () => (await waiting()) === 1, 'the retention to wait');
      const erasure = await ingest.ask<{ id: string }>('POST', '/admin/users/erase', ADMIN, {
        userIds: ['77'],
      });
      await until(async () => (await waiting()) === 2, 'the erasure to wait');
      return [retention.body.id, erasure.body.id];
    });
    for (const id of jobs) expect(await ingest.endOfJob(id)).toMatchObject({ state: 'succeeded' });
    expect(await rows('SELECT FROM recent_event WHERE user_id = 77')).toEqual([]);
    // The planner knows how many rows there are before it looks for what was shown.
    expect(
      await rows("SELECT reltuples >= 0 AS known FROM pg_class WHERE relname = 'recommendation_impression'"),
    ).toEqual([{ known: true }]);
  });

  it('shows in coverage and quality, and to the churn service as a hole', async () => {
    const { body } = await ingest.ask<CoverageDto>('GET', '/ingest/coverage', READ);
    expect(body.days.slice(0, 4).map(({ day, kind, state }) => `${day} ${kind} ${state}`)).toEqual(
      ['2017-04-01', '2017-04-02'].flatMap((day) =>
        ['play', 'download'].map((kind) => `${day} ${kind} dropped`),
      ),
    );
    const quality = await ingest.ask<QualityDto>('GET', '/ingest/quality', READ);
    expect(quality.body.days.map(({ day }) => day)).toEqual(['2017-04-03', '2017-04-04']);
    const snapshots = new LoadedDaysRepository(ingest.testDatabase.database, { SETTLING_HOURS: 6 });
    expect((await snapshots.loadedDays()).firstDay).toBe('2017-04-03');
    expect(await snapshots.holes('2017-04-02', '2017-04-02')).toEqual(
      ['download', 'play'].map((kind) => ({ day: '2017-04-02', kind, reason: 'dropped' })),
    );
  });

  it('is not undone by the next load, nor by archives, rows and events that come late', async () => {
    await writeFile(join(ingest.logs, '20170402_1_play.log'), play(1, 1, 1));
    await writeFile(join(ingest.logs, '20170401_1_down.log'), download(1, 1).repeat(2));
    await writeFile(
      join(ingest.logs, CSV),
      'uid,song_id,date\n5,5,2017-04-01\n5,7,2017-04-03\n5,7,2017-04-03\n',
    );
    expect(await load()).toMatchObject({
      archives: { loaded: 1, unchanged: 3, dropped: 4 },
      reasons: { day_dropped: 4 },
      events: { play: 0, download: 2, search: 0 },
      rejected: { day_dropped: 1 },
    });
    expect(await send('3', '2017-04-02')).toMatchObject({ status: 'rejected', reason: 'day_dropped' });
    expect(await daysHeld()).toEqual(KEPT);
    expect(await states()).toContain('20170402_1_play.log dropped day_dropped');
    const { body } = await ingest.ask<{ archives: object[] }>('GET', '/ingest/archives?state=dropped', READ);
    expect(body.archives).toHaveLength(6);
  });

  it('has nothing left to do the second time', async () => {
    expect(await retain({ before: BEFORE })).toMatchObject({
      days: 0,
      archives: 0,
      firstDay: null,
    });
  });

  it('is undone by a load that says so', async () => {
    const name = '20170401_1_play.log';
    const { result } = await ingest.runJob('/admin/ingest/archives', { path: name, includeDropped: true });
    expect(result).toMatchObject({ archives: { loaded: 1 }, events: { play: 19 } });
    expect(await rows('SELECT day FROM dropped_day')).toEqual([{ day: '2017-04-02' }]);
    expect((await daysHeld())[0]).toBe('2017-04-01 play_event user_day');
    expect(await load()).toMatchObject({ archives: { dropped: 2 } });
  });

  it('counts what is posted into the opened day from zero', async () => {
    expect(await send('1', '2017-04-01')).toMatchObject({ status: 'accepted' });
    expect(
      await rows(`SELECT state, reason, line_count::int AS lines, event_count::int AS events FROM archive
                  WHERE name = 'events/2017-04-01/play'`),
    ).toEqual([{ state: 'loaded', reason: null, lines: 1, events: 1 }]);
  });

  it('is not talked into dropping all by one event of a later day', async () => {
    await send('stray', '2017-06-01');
    expect(await ingest.ask('POST', RETENTION, ADMIN, { before: '2017-06-01' })).toMatchObject({
      status: 409,
      body: { code: 'nothing_kept', detail: expect.stringContaining('only 1 events') as string },
    });
  });

  it('drops everything when that is meant', async () => {
    await retain({ before: '2017-06-02', everything: true });
    expect(await daysHeld()).toEqual([]);
    // Nor months without a day.
    expect(await rows(`SELECT relname FROM pg_class WHERE relname ~ '_2017'`)).toEqual([]);
    expect(await load()).toMatchObject({ archives: { loaded: 0 } });
  });
});
