import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { until } from '../../support/until.js';
import { ADMIN, useIngestApp } from './ingest-app.js';
import { createLoader, newLoader, closeLoaders } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';

const DAY = '2017-04-02';
const ingest = useIngestApp({ '20170401_1_play.log': play(1, 7, 100) });

beforeAll(async () => {
  const loader = await createLoader(ingest.testDatabase.url);
  await loader.load(ingest.logs);
  await loader.close();
});
afterAll(closeLoaders);

interface Posted {
  events: { status: string; reason: string | null }[];
}
let events = 0;
async function say(kind: string, time: string, more: object = { songId: '7' }): Promise<string | null> {
  const event = { eventId: `f${++events}`, kind, happenedAt: `${DAY}T${time}`, userId: '1', ...more };
  const { body } = await ingest.ask<Posted>('POST', '/events', ADMIN, { events: [event] });
  const [outcome] = body.events;
  return outcome!.reason ?? outcome!.status;
}
const rows = (sql: string): Promise<object[]> => ingest.testDatabase.database.query(sql);
/** The last opinions of each target, as the recommender reads them. */
const OPINIONS = 'SELECT song_id, of_singer, said FROM opinion ORDER BY happened_at, said';

it('takes what people say of songs and singers, and where they said it', async () => {
  const where = { scenario: 'radio', session: 's1', place: 3, device: 'ip' };
  expect(await say('dislike', '10:00:00', { songId: '7', ...where })).toBe('accepted');
  expect(await say('dislike', '10:01:00', { singer: 'A & B' })).toBe('accepted');
  expect(await say('follow', '10:02:00', { songId: '7', singer: 'C' })).toBe('accepted');
  expect(await say('add', '10:03:00', { songId: '8', title: 'eight', singer: 'D' })).toBe('accepted');
  expect(await say('skip', '10:04:00')).toBe('accepted');
  expect(await say('follow', '10:05:00')).toBe('feedback_of_nothing');
  expect(await say('like', '10:05:00', {})).toBe('feedback_of_nothing');
  expect(await say('like', '10:05:00', { songId: '7', place: 0 })).toBe('member_malformed');
  expect(await say('like', '10:05:00', { songId: '7', playSeconds: 3 })).toBe('member_unknown');
  expect(
    await rows(`SELECT song_id, happened_at::text AS at, device, said, of_singer FROM feedback_event
      WHERE day = '${DAY}' ORDER BY happened_at`),
  ).toEqual([
    { song_id: '7', at: `${DAY} 10:00:00`, device: 2, said: 'dislike', of_singer: null },
    { song_id: null, at: `${DAY} 10:01:00`, device: 0, said: 'dislike', of_singer: 'A & B' },
    { song_id: null, at: `${DAY} 10:02:00`, device: 0, said: 'follow', of_singer: 'C' },
    { song_id: '8', at: `${DAY} 10:03:00`, device: 0, said: 'add', of_singer: null },
    { song_id: '7', at: `${DAY} 10:04:00`, device: 0, said: 'skip', of_singer: null },
  ]);
  expect(await rows('SELECT kind, scenario, session, place, hour, device FROM event_recommendation')).toEqual(
    [{ kind: 'feedback', scenario: 'radio', session: 's1', place: 3, hour: 10, device: 2 }],
  );
});

it('counts it in coverage, in the days of its user and of its songs', async () => {
  await until(async () => (await rows('SELECT FROM posted_user')).length === 0, 'the day to be finished');
  await until(async () => (await rows('SELECT FROM posted_song')).length === 0, 'the songs to be merged');
  expect(await rows(`SELECT plays, feedback FROM user_day WHERE day = '${DAY}'`)).toEqual([
    { plays: 0, feedback: 5 },
  ]);
  expect(await rows('SELECT title, singer, event_count FROM song WHERE song_id = 8')).toEqual([
    { title: 'eight', singer: 'D', event_count: 1 },
  ]);
  expect(
    await rows(`SELECT state, lines::int FROM archive_coverage WHERE day = '${DAY}' AND kind = 'feedback'`),
  ).toEqual([{ state: 'loaded', lines: 5 }]);
});

it('knows the last opinion at once, and makes the same of the day anew', async () => {
  expect(await say('undislike', '11:00:00')).toBe('accepted');
  await until(async () => (await rows('SELECT FROM posted_user')).length === 0, 'the day to be finished');
  expect(await rows(OPINIONS)).toEqual([
    { song_id: null, of_singer: 'A & B', said: 'dislike' },
    { song_id: '7', of_singer: null, said: 'undislike' },
  ]);
});

it('gives and takes it as a CSV', async () => {
  const headers = { authorization: `Bearer ${ADMIN}` };
  const response = await ingest.app.inject({ url: '/admin/exports/feedback_ds.csv', headers });
  expect(response.statusCode).toBe(200);
  const csv = response.body;
  expect(csv.split('\n').slice(0, 3)).toEqual([
    'uid,device,song_id,said,song_name,singer,happened_at,date',
    `1,ip,7,dislike,song 7,singer,${DAY} 10:00:00,${DAY}`,
    `1,,0,dislike,,A & B,${DAY} 10:01:00,${DAY}`,
  ]);
  const loader = await newLoader();
  const loaded = await loader.load(await makeLogsFolder({ 'feedback_ds.csv': csv }));
  expect(loaded).toMatchObject({ events: { feedback: 6 }, rejected: {} });
  const SAID = `SELECT user_id, song_id, happened_at::text, device, said, of_singer FROM feedback_event ORDER BY happened_at`;
  expect(await loader.database.query(SAID)).toEqual(await rows(SAID));
  expect(await loader.database.query(OPINIONS)).toEqual(await rows(OPINIONS));
});

it('erases it', async () => {
  const { state } = await ingest.runJob('/admin/users/erase', { userIds: ['1'] });
  expect(state).toBe('succeeded');
  for (const table of ['feedback_event', 'opinion', 'event_recommendation', 'recent_event', 'user_day'])
    expect(await rows(`SELECT count(*)::int AS left FROM ${table}`)).toEqual([{ left: 0 }]);
});

it('keeps a posted dislike beside a file of other words of its user and day, before and after it', async () => {
  const mapping = readMapping(`name: adds
records: lines
ids: numeric
kind: { column: e, values: { add: add, down: dislike } }
user: u
song: s
time: t
`);
  const loader = await createLoader(ingest.testDatabase.url);
  const line = (e: string, song: number): string =>
    `${JSON.stringify({ e, u: '5', s: String(song), t: `${DAY}T09:00:00` })}\n`;
  const adds = [20, 21, 22].map((song) => line('add', song)).join('');
  const folder = await makeLogsFolder({ 'adds.jsonl': adds });
  const dislikes = (): Promise<string[]> =>
    ingest.testDatabase.database
      .query<{ song_id: string }>(
        "SELECT song_id FROM opinion WHERE user_id = 5 AND said = 'dislike' ORDER BY song_id",
      )
      .then((found) => found.map(({ song_id }) => song_id));
  const finished = (): Promise<unknown> =>
    until(async () => (await rows('SELECT FROM posted_user')).length === 0, 'the day to be finished');

  expect(await say('dislike', '10:00:00', { userId: '5', songId: '11' })).toBe('accepted');
  expect(await loader.load(folder, { mapping })).toMatchObject({ events: { feedback: 3 } });
  expect(await say('dislike', '10:01:00', { userId: '5', songId: '12' })).toBe('accepted');
  await finished();
  expect(await dislikes()).toEqual(['11', '12']);

  await writeFile(join(folder, 'adds.jsonl'), adds + line('down', 9));
  await loader.load(folder, { mapping });
  expect(await dislikes()).toEqual(['9']);
  expect(await say('dislike', '10:02:00', { userId: '5', songId: '13' })).toBe('superseded');
  await writeFile(join(folder, 'adds.jsonl'), adds);
  await loader.load(folder, { mapping });
  expect(await dislikes()).toEqual(['11', '12', '13']);
  await loader.close();
});

it('reads it by a mapping beside plays, without the times of days', async () => {
  const mapping = readMapping(`name: ours
records: lines
kind: { column: e, values: { play: play, up: like, off: unlike, down: dislike, fan: follow } }
user: u
song: s
singer: a
time: t
`);
  const loader = await newLoader();
  const record = (e: string, s: string | undefined, t: string) =>
    `${JSON.stringify({ e, u: 'ann', s, a: 'Björk', t })}\n`;
  const folder = await makeLogsFolder({
    'a.jsonl': [
      record('play', 's1', '2020-01-01T10:00:00Z'),
      record('off', 's1', '2020-01-01'),
      record('up', 's1', '2020-01-01'),
      record('down', 's1', '2020-01-02T10:00:00Z'),
      record('fan', undefined, '2020-01-02T11:00:00Z'),
      record('up', undefined, '2020-01-02T11:00:00Z'),
    ].join(''),
  });
  expect(await loader.load(folder, { mapping })).toMatchObject({
    events: { play: 1, feedback: 5 },
    rejected: {},
  });
  expect(
    await loader.database.query('SELECT day, said, of_singer FROM opinion ORDER BY day, of_singer'),
  ).toEqual([
    { day: '2020-01-01', said: 'unlike', of_singer: null },
    { day: '2020-01-02', said: 'like', of_singer: 'Björk' },
    { day: '2020-01-02', said: 'dislike', of_singer: null },
  ]);
  expect(await loader.load(folder, { mapping })).toMatchObject({ archives: { loaded: 0, unchanged: 2 } });
});
