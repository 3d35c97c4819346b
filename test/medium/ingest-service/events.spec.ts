import { advisoryLock, createApiDocument } from '#common';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { scanLine } from '../../../apps/ingest-service/src/formats/scanned-line.js';
import { singerHash } from '../../../apps/ingest-service/src/formats/singer-hash.js';
import { LOCK_SONGS } from '../../../apps/ingest-service/src/storage/locks/locks.sql.js';
import { SONG_PARTS } from '../../../apps/ingest-service/src/storage/songs/songs.sql.js';
import { startApp } from '../../support/service-app.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { createLoader } from './loader.js';
import { download, play, search } from './logs-folder.js';
import { until } from '../../support/until.js';

const WRITE = 'write-key-of-the-test';
const DAY = '2017-05-13';

const ingest = useIngestApp(
  {
    '20170512_1_play.log': play(168000001, 7, 100) + play(168000002, 8, 200),
    '20170512_1_search.log': search(168000001, '2017-05-12 10:00:00', 'mc'),
    '20170512_1_down.log': download(168000001, 8),
  },
  { WRITE_KEYS: WRITE, EVENTS_MAX_BATCH: '50' },
);
beforeAll(loadAll);

interface Outcome {
  eventId: string | null;
  status: string;
  reason: string | null;
  meaning: string | null;
  repaired: string[];
}

interface Result {
  accepted: number;
  duplicates: number;
  rejected: number;
  events: Outcome[];
  code?: string;
}

async function send(events: unknown, key: string | null = WRITE): Promise<{ status: number; body: Result }> {
  return await ingest.ask<Result>('POST', '/events', key, { events });
}

const sent = (eventId: string, more: object = {}, day = DAY): object => ({
  eventId,
  kind: 'play',
  happenedAt: `${day}T10:00:00`,
  userId: '168000001',
  device: 'ar',
  songId: '7',
  title: 'seven',
  singer: 'dwarfs',
  playSeconds: 150,
  songSeconds: 200,
  ...more,
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return await ingest.testDatabase.database.query(sql);
}

/** The service does it by itself, some seconds after events were posted. */
async function songsMerged(): Promise<void> {
  await until(async () => (await rows('SELECT FROM posted_song')).length === 0, 'the songs to be merged');
}

/** The service does it each second. */
async function finished(): Promise<void> {
  await until(async () => (await rows('SELECT FROM posted_user')).length === 0, 'the days to be finished');
}

async function loadAll(): Promise<void> {
  const loader = await createLoader(ingest.testDatabase.url);
  await loader.load(ingest.logs);
  await loader.close();
}

/** The rollup as it stands, and as a full rebuild from the events makes it. */
async function rollupTwice(day: string): Promise<[unknown, unknown]> {
  const sql = `SELECT * FROM user_day WHERE day = '${day}' ORDER BY user_id`;
  const kept = await rows(sql);
  // Loading any archive of the day rebuilds its whole rollup; this one adds one user alone, who is left out.
  const archive = `${day.replaceAll('-', '')}_9_play.log`;
  await writeFile(join(ingest.logs, archive), play(1, 1, 1));
  await loadAll();
  return [kept, await rows(sql)].map((all) => all.filter(({ user_id: user }) => user !== '1')) as [
    unknown,
    unknown,
  ];
}

describe('POST /events', () => {
  it('stores events of all kinds, and says what became of each', async () => {
    const { status, body } = await send([
      sent('a'),
      sent('b', { playSeconds: 199_700 }),
      sent('c', { userId: 'x' }),
      sent('a', { playSeconds: 10 }),
      { eventId: 'd', kind: 'search', happenedAt: `${DAY} 11:00:00`, userId: 168000002, query: '50% +' },
      { eventId: 'e', kind: 'download', happenedAt: `${DAY}T12:00:00Z`, userId: '168000001', songId: '9' },
      5,
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 4, duplicates: 1, rejected: 2 });
    expect(body.events.map(({ eventId, status: became, reason }) => [eventId, became, reason])).toEqual([
      ['a', 'accepted', null],
      ['b', 'accepted', null],
      ['c', 'rejected', 'user_id_malformed'],
      ['a', 'duplicate', null],
      ['d', 'accepted', null],
      ['e', 'accepted', null],
      [null, 'rejected', 'event_not_an_object'],
    ]);
    expect(body.events[1]!.repaired).toEqual(['play_seconds_milliseconds']);
    expect(
      await rows(`SELECT query, searched_at::text AS at FROM search_event WHERE day = '${DAY}'`),
    ).toEqual([{ query: '50% +', at: `${DAY} 11:00:00` }]);
  });

  it('has an API document that allows any event, each answered by itself', () => {
    const { schemas } = createApiDocument(ingest.app, ingestService).components!;
    const batch = JSON.stringify(schemas!['EventBatchDto']);
    expect(schemas!['EventDto']).not.toHaveProperty('additionalProperties');
    expect(batch).toContain('answered as `rejected`');
    expect(batch).not.toContain('x-');
  });

  it('keeps the hash of the singer of a play', async () => {
    const hashOf = (singer: string): number | null => singerHash(scanLine(singer), 0, singer.length);
    expect(await rows(`SELECT DISTINCT singer_hash FROM play_event WHERE day = '${DAY}'`)).toEqual([
      { singer_hash: hashOf('dwarfs') },
    ]);
  });

  it('stores nothing twice, whatever is sent again', async () => {
    expect((await send([sent('a'), sent('f')])).body).toMatchObject({ accepted: 1, duplicates: 1 });
    const both = await Promise.all([send([sent('g'), sent('h')]), send([sent('h'), sent('g')])]);
    expect(both.map(({ body }) => body.accepted).sort()).toEqual([0, 2]);
    expect(await rows(`SELECT count(*)::int AS plays FROM play_event WHERE day = '${DAY}'`)).toEqual([
      { plays: 5 },
    ]);
  });

  it('books them as an archive of the day and kind', async () => {
    const booked = await rows(`SELECT name, kind, day, state, line_count, event_count, rejected, repaired
      FROM archive WHERE name LIKE 'events/%' ORDER BY name`);
    expect(booked).toEqual([
      expect.objectContaining({ name: `events/${DAY}/download`, event_count: '1', line_count: '1' }),
      {
        name: `events/${DAY}/play`,
        kind: 'play',
        day: DAY,
        state: 'loaded',
        event_count: '5',
        line_count: '6',
        rejected: { user_id_malformed: 1 },
        repaired: { play_seconds_milliseconds: 1 },
      },
      expect.objectContaining({ name: `events/${DAY}/search`, event_count: '1' }),
    ]);
  });

  it('keeps songs in step: title, events and median length', async () => {
    await send([sent('i', { songId: '8', songSeconds: 100, title: 'eight, later' })]);
    await songsMerged();
    expect(await rows('SELECT * FROM song WHERE song_id = 8')).toEqual([
      expect.objectContaining({
        title: 'eight, later',
        event_count: 3,
        // Lengths 200 and 100: the lower median.
        length_seconds: 100,
        named_in: `20170513/events/${DAY}/play`,
      }),
    ]);
    expect(await rows('SELECT lengths, length_plays FROM song WHERE song_id = 7')).toEqual([
      { lengths: [200], length_plays: [6] },
    ]);
  });

  it('keeps the rollup equal to a full rebuild, on days with archives too', async () => {
    for (let batch = 0; batch < 4; batch++) {
      await send(
        Array.from({ length: 40 }, (_, i) =>
          sent(`r${batch}-${i}`, {
            userId: 168000000 + (i % 7),
            songId: i % 5,
            device: ['ar', 'ip', 'mc'][i % 3],
            playSeconds: (i * 37) % 210,
            songSeconds: i % 4 === 0 ? 0 : 180 + i,
          }),
        ),
      );
      await send([sent(`s${batch}`, {}, '2017-05-12'), sent(`t${batch}`, { userId: '5' }, '2017-05-12')]);
    }
    const [kept, rebuilt] = await rollupTwice(DAY);
    expect(kept).toEqual(rebuilt);
    expect(kept).toHaveLength(7);
    const [older, olderRebuilt] = await rollupTwice('2017-05-12');
    expect(older).toEqual(olderRebuilt);
  });

  it('remembers recent events by user, and recommendations that were followed', async () => {
    await send([
      sent('n1', { userId: '99', recommendationId: 'rec-1' }),
      sent('n2', { userId: '99', recommendationId: 'rec-1', songId: '0' }),
      {
        eventId: 'n3',
        kind: 'download',
        happenedAt: `${DAY}T12:00:00`,
        userId: '99',
        songId: '9',
        recommendationId: 'rec-2',
      },
    ]);
    expect(
      await rows(
        'SELECT kind, song_id, happened_at::text AS at, play_seconds FROM recent_event WHERE user_id = 99 ORDER BY at, song_id',
      ),
    ).toEqual([
      { kind: 'play', song_id: '7', at: `${DAY} 10:00:00`, play_seconds: 150 },
      { kind: 'play', song_id: null, at: `${DAY} 10:00:00`, play_seconds: 150 },
      { kind: 'download', song_id: '9', at: `${DAY} 12:00:00`, play_seconds: null },
    ]);
    expect(
      await rows(
        'SELECT song_id, kind, recommendation_id, played_share FROM event_recommendation ORDER BY song_id',
      ),
    ).toEqual([
      { song_id: '7', kind: 'play', recommendation_id: 'rec-1', played_share: 0.75 },
      { song_id: '9', kind: 'download', recommendation_id: 'rec-2', played_share: null },
    ]);
  });

  it('counts a rejected event once, however often it is sent, and takes it when it is corrected', async () => {
    const day = '2017-05-30';
    await send([sent('good', {}, day)]);
    const bad = sent('bad', { songId: 'x' }, day);
    for (let sends = 0; sends < 3; sends++) expect((await send([bad, bad])).body.rejected).toBe(2);
    const booked = `SELECT line_count::int AS lines, event_count::int AS events, rejected FROM archive
      WHERE identity = 'events/${day}/play'`;
    expect(await rows(booked)).toEqual([{ lines: 2, events: 1, rejected: { song_id_malformed: 1 } }]);
    expect((await send([sent('bad', {}, day)])).body.accepted).toBe(1);
    expect((await send([bad, sent('bad', {}, day)])).body).toMatchObject({ duplicates: 1, rejected: 1 });
    expect(await rows(booked)).toEqual([{ lines: 3, events: 2, rejected: { song_id_malformed: 1 } }]);
  });

  it('believes no events long before the archives, which make no partitions', async () => {
    const strict = await startApp(ingestService, ingest.testDatabase.url, {
      LOGS_DIR: ingest.logs,
      WRITE_KEYS: WRITE,
      EVENTS_BELIEVED_DAYS: '400',
    });
    const days = ['1970-01-01', '2016-01-01', '2016-06-01', '2018-01-01', '2090-01-01'];
    const headers = { authorization: `Bearer ${WRITE}` };
    const payload = { events: days.map((day) => sent(`at ${day}`, {}, day)) };
    const answer = await strict.inject({ method: 'POST', url: '/events', headers, payload });
    await strict.close();
    expect(answer.json<Result>().events.map(({ reason }) => reason)).toEqual([
      'day_too_early',
      'day_too_early',
      null,
      null,
      'happened_in_future',
    ]);
    const made = days.map(
      (day) => `to_regclass('play_event_${day.replaceAll('-', '')}') IS NOT NULL AS "${day}"`,
    );
    expect(Object.values((await rows(`SELECT ${made.join(', ')}`))[0]!)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it('takes events at once while a load has the day, whose rollup follows when it has ended', async () => {
    await ingest.testDatabase.database.transaction(async (transaction) => {
      await transaction.query(`SELECT ${advisoryLock('day', "DATE '2017-05-13' - DATE '2000-01-01'")}`);
      const sends = await Promise.all(
        Array.from({ length: 12 }, (_, at) => send([sent(`held-${at}`, { userId: `4${at}` })])),
      );
      expect(sends.map(({ body }) => body.accepted)).toEqual(Array(12).fill(1));
      expect(await rows(`SELECT FROM user_day WHERE user_id BETWEEN 40 AND 49`)).toEqual([]);
    });
    await finished();
    const [kept, rebuilt] = await rollupTwice(DAY);
    expect(kept).toEqual(rebuilt);
    expect(await rows(`SELECT user_id FROM user_day WHERE user_id IN (40, 411)`)).toHaveLength(2);
  });

  it('knows the time zones of events, and how late those of earlier days came', async () => {
    const now = Date.now();
    const [today, before] = [0, 3].map((days) =>
      new Date(now - days * 86_400_000).toISOString().slice(0, 10),
    );
    const at = (id: string, happenedAt: string): object => sent(id, { happenedAt, userId: '168000077' });
    await send([
      at('z1', `${today}T10:00:00-10:00`),
      at('z2', `${today}T00:00:00+05:30`),
      at('z3', `${before}T10:00:00Z`),
      ...Array.from({ length: 9 }, (_, n) => at(`z4${n}`, `${before}T11:00:00Z`)),
    ]);
    await finished();
    expect(await rows('SELECT * FROM posted_offset ORDER BY minutes')).toEqual([
      { minutes: -600, last_day: today },
      { minutes: 0, last_day: before },
      { minutes: 330, last_day: today },
    ]);
    // Ten hours more are of the zone in which days end last.
    const hours = Math.ceil((now - Date.parse(before!) - 86_400_000) / 3_600_000 - 10);
    const url = `/ingest/coverage?from=${before}&to=${today}`;
    const { body } = await ingest.ask<{ late: object }>('GET', url, READ);
    expect(body.late).toEqual({
      settlingHours: 6,
      events: 10,
      hoursOf99: hours,
      days: [{ day: before, events: 10, hours }],
    });
    await rows(`DELETE FROM posted_offset`);
  });

  it('goes on while songs are merged, and has its own merged afterwards', async () => {
    await ingest.testDatabase.database.transaction(async (transaction) => {
      for (const part of SONG_PARTS) await transaction.query(LOCK_SONGS, [part]);
      expect((await send([sent('while', { songId: '77' })])).status).toBe(200);
    });
    await songsMerged();
    expect(await rows('SELECT title FROM song WHERE song_id = 77')).toEqual([{ title: 'seven' }]);
  });

  it('takes a write key or an admin key, and a write key opens nothing else', async () => {
    expect((await send([sent('k')], null)).status).toBe(401);
    expect(await send([sent('k')], READ)).toMatchObject({ status: 403, body: { code: 'write_key_needed' } });
    expect((await send([sent('k')], ADMIN)).status).toBe(200);
    for (const url of ['/ingest/archives', '/jobs', '/admin/ingest/archives']) {
      const method = url.startsWith('/admin') ? 'POST' : 'GET';
      expect((await ingest.ask(method, url, WRITE, { path: '.' })).status).toBe(403);
    }
  });

  it('refuses an event with a member named like a prototype, and no other of its batch', async () => {
    const good = JSON.stringify(sent('proto-good'));
    const bad = ['{"__proto__":{"kind":"play"},', '{"constructor":{"prototype":{"kind":"play"}},'].map(
      (begin, at) => JSON.stringify(sent(`proto-bad-${at}`)).replace('{', begin),
    );
    const response = await ingest.app.inject({
      method: 'POST',
      url: '/events',
      headers: { authorization: `Bearer ${WRITE}`, 'content-type': 'application/json' },
      payload: `{"events":[${[good, ...bad].join(',')}]}`,
    });
    expect([response.statusCode, response.json<Result>()]).toMatchObject([
      200,
      {
        accepted: 1,
        rejected: 2,
        events: [
          { eventId: 'proto-good', status: 'accepted' },
          { eventId: 'proto-bad-0', status: 'rejected', reason: 'member_unknown' },
          { eventId: 'proto-bad-1', status: 'rejected', reason: 'member_unknown' },
        ],
      },
    ]);
  });

  it('names all problems of a rejected event, and counts it by the first', async () => {
    const spotify = { ts: '2017-05-13T10:00:00Z', master_metadata_track_name: 'seven', ms_played: 150_000 };
    const [none, some, many] = (
      await send([
        spotify,
        sent('some', { query: 'x', title: 5, userId: 1e21, happenedAt: 'noon' }),
        sent(
          'many',
          Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`${n}`.repeat(50), n])),
          '2017-05-28',
        ),
      ])
    ).body.events;
    expect(none).toEqual({
      eventId: null,
      status: 'rejected',
      reason: 'event_id_malformed',
      meaning:
        'eventId is not a text of 1 to 100 characters. kind is none of play, download, search, like, dislike, add, follow, skip, and those with un before them. happenedAt is not a ' +
        'date and time as in 2017-05-12T20:15:00, with or without an offset. The event has a member that events of ' +
        'its kind do not have: "ts", "master_metadata_track_name", "ms_played".',
      repaired: [],
    });
    expect(some).toMatchObject({ eventId: 'some', reason: 'happened_at_unreadable' });
    expect(some!.meaning).toMatch(/ do not have: "query"\. .* too long: "userId", "title"\.$/);
    expect(many!.meaning).toMatch(/ do not have: "0{40}", .*, "4{40}", and 2 more\.$/);
  });

  it('refuses batches that are none or too large', async () => {
    for (const events of [undefined, [], 'x', {}, null]) expect((await send(events)).status).toBe(400);
    expect(await send(Array.from({ length: 51 }, (_, i) => sent(`m${i}`)))).toMatchObject({
      status: 413,
      body: { code: 'batch_too_large' },
    });
  });
});
