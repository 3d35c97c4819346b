import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowsOfFile } from '../../support/row-files.js';
import { BUCKET_KEYS, ScriptedBucket } from '../../support/scripted-bucket.js';
import { stallPublishing } from '../../support/stalled-publishing.js';
import { endOfJob, until } from '../../support/until.js';
import { startRecommender } from './running-recommender.js';
import type { RunningRecommender } from './running-recommender.js';

interface Manifest {
  version: number;
  rows: number;
  parts: { name: string; rows: number; bytes: number; sha256: string }[];
}
interface Job {
  id: string;
  state: string;
  error: string | null;
  result: { version: number; rows: number; folder: string; files: string[] };
}
interface Listed {
  songId: string;
  score: number;
  source: string;
}
interface Answer {
  code: string;
  detail: string;
  songs: Listed[];
  users?: { userId: string; score: number; source: string; churnProbability: number | null }[];
}

const USERS = Array.from({ length: 90 }, (_, n) => String(n + 1));

let folder: string;
let bucket: ScriptedBucket;
let service: RunningRecommender;

/** Song 1000 + n: every third is rock, one is available nowhere. */
const propertiesOf = (n: number): object => ({
  genres: [n % 3 === 0 ? 'rock' : 'pop'],
  ...(n === 36 ? { availableFrom: '2999-01-01' } : {}),
});

/** Users of whom something is known that is newer than the model. */
async function addNews(): Promise<void> {
  for (const user of ['7', '8', '21', '700']) await service.post({ user, song: '1003' });
  await service.database.query("INSERT INTO hidden_song (song_id) VALUES ('1009')");
  await service.database.query(
    `INSERT INTO opinion (user_id, song_id, of_singer, said, happened_at, day) VALUES
       (8, 1005, NULL, 'dislike', now(), '2017-03-13'), (9, NULL, 'Singer 1', 'dislike', now(), '2017-03-13')`,
  );
  await service.database.query("INSERT INTO excluded_user (user_id, reason) VALUES (12, 'asked')");
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
  bucket = await ScriptedBucket.start();
  service = await startRecommender({
    RECOMMENDER_ITEM_SHARE: '0.5',
    RECOMMENDER_LISTS_FOLDER: folder,
    RECOMMENDER_LISTS_BUCKET: `${bucket.url}/lists`,
    RECOMMENDER_LISTS_BUCKET_KEY_ID: BUCKET_KEYS.id,
    RECOMMENDER_LISTS_BUCKET_SECRET: BUCKET_KEYS.secret,
    RECOMMENDER_LISTS_PART_USERS: '25',
  });
  await service.describe(propertiesOf);
  await service.loadedDay('2017-03-12');
  await service.retrain();
  await addNews();
});

afterAll(async () => {
  await service.stop();
  await bucket.stop();
  rmSync(folder, { recursive: true });
});

async function ended(path: string, body: object): Promise<Job> {
  const started = await service.ask<Job>('POST', path, body);
  expect(started.status).toBe(202);
  return await endOf(started.body);
}

const endOf = ({ id }: Job): Promise<Job> =>
  endOfJob(async () => (await service.ask<Job>('GET', `/jobs/${id}`)).body);

async function written(path: string, body: object): Promise<Job['result']> {
  const job = await ended(path, body);
  expect(job).toMatchObject({ state: 'succeeded' });
  return job.result;
}

/** Waits until the runner of a job has been answered whether it is cancelled: it asks again behind each answer. */
async function looked({ id }: Job): Promise<void> {
  const [now] = await service.database.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const questions = new Set<string>();
  await until(async () => {
    const rows = await service.database.query<{ at: string }>(
      `SELECT query_start::text AS at FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE '/* jobs.save-progress%' AND query_start > $1::timestamptz`,
      [now!.at],
    );
    for (const { at } of rows) questions.add(at);
    return questions.size > 1;
  }, `the runner of job ${id}`);
}

const manifestOf = (bytes: Buffer): Manifest => JSON.parse(bytes.toString()) as Manifest;

/** All rows of lists, whose files are as their manifest says. */
async function rowsOf(read: (name: string) => Buffer): Promise<Record<string, unknown>[]> {
  const { parts, rows } = manifestOf(read('manifest.json'));
  const all: Record<string, unknown>[] = [];
  for (const { name, ...part } of parts) {
    const content = read(name);
    const found = await rowsOfFile(name, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(part).toEqual({ rows: found.length, bytes: content.length, sha256 });
    all.push(...found);
  }
  expect(rows).toBe(all.length);
  return all;
}
const inFolder = (name: string) => rowsOf((file) => readFileSync(join(folder, `lists=${name}`, file)));

/** Lists by user, as requests answer them. */
function listsIn(rows: readonly Record<string, unknown>[]): Map<string, Listed[]> {
  const lists = new Map<string, Listed[]>();
  for (const { user_id: user, place, song_id: song, score, source } of rows) {
    const list = lists.get(user as string) ?? [];
    lists.set(user as string, list);
    expect(Number(place)).toBe(list.length + 1);
    list.push({ songId: song as string, score: Number(score), source: source as string });
  }
  return lists;
}

const ROCK = { match: 'all', conditions: [{ property: 'genres', is: ['rock'] }] };
const BOOSTS = [{ name: 'rock', factor: 3, filter: ROCK }];
const asText = (value: object): string => encodeURIComponent(JSON.stringify(value));
/** Each format, and each kind of what may be asked of lists, at least once. */
const OPTIONS: [name: string, body: object, query: string][] = [
  ['plain', {}, ''],
  [
    'csv',
    { format: 'csv', limit: 7, exclude: ['1001', '1002'], minSeconds: 100, maxPerGenre: 3 },
    'limit=7&exclude=1001,1002&minSeconds=100&maxPerGenre=3',
  ],
  [
    'lines',
    { format: 'ndjson', includePlayed: 'true', limit: 60, boosts: BOOSTS },
    `includePlayed=true&limit=60&boosts=${asText(BOOSTS)}`,
  ],
  [
    'filter',
    { filter: ROCK, genre: ['rock'], maxPerSinger: 4, diversity: 0.4, limit: 30 },
    `filter=${asText(ROCK)}&genre=rock&maxPerSinger=4&diversity=0.4&limit=30`,
  ],
];
/** Some of each taste, all of whom something is newer than the model, one who is excluded, and a newcomer. */
const COMPARED = ['1', '2', '3', '5', '7', '8', '9', '12', '21', '40', '90', '700'];

const SCENARIOS: [name: string, options: object][] = [
  ['heard', { source: 'popular', includePlayed: 'true', limit: 20 }],
  ['none', { genre: ['polka'], limit: 20, fallback: { genre: ['pop'], fewestSongs: 5 } }],
];

describe('lists for all users', () => {
  it.each(OPTIONS)('are those that are served, with options: %s', async (name, body, query) => {
    const { rows, files } = await written('/admin/recommender/lists', { name, ...body });
    expect(files).toHaveLength(4);
    const found = await inFolder(name);
    expect(found).toHaveLength(rows);
    const lists = listsIn(found);
    expect(new Set([...lists.keys(), '12'])).toEqual(new Set([...USERS, '700']));
    for (const user of COMPARED) {
      const { body: served } = await service.ask<Answer>('GET', `/recommend/${user}?${query}`);
      const songs = served.songs.map(({ songId, score, source }) => ({ songId, score, source }));
      expect([user, lists.get(user) ?? []]).toEqual([user, user === '12' ? [] : songs]);
    }
    const songs = new Set(found.map(({ song_id: song }) => song));
    expect(songs.has('1009') || songs.has('1036')).toBe(false);
    expect(lists.has('666')).toBe(false);
  });

  it.each(SCENARIOS)('are those of a scenario: %s', async (name, options) => {
    const path = `/admin/recommender/scenarios/${name}/versions`;
    expect((await service.ask('POST', path, { options })).status).toBe(201);
    await service.ask('POST', `${path}/1/promote`, {});
    await written('/admin/recommender/lists', { name, scenario: name, limit: 8 });
    const lists = listsIn(await inFolder(name));
    for (const user of ['5', '7', '8', '9', '700']) {
      const { body } = await service.ask<Answer>('GET', `/recommend/${user}?scenario=${name}&limit=8`);
      const songs = body.songs.map(({ songId, score, source }) => ({ songId, score, source }));
      expect([user, lists.get(user) ?? []]).toEqual([user, songs]);
    }
  });

  it('have an id each, by which impressions are counted', async () => {
    await written('/admin/recommender/lists', { name: 'ids', limit: 3 });
    const ids = new Map<unknown, Set<unknown>>();
    for (const { user_id: user, recommendation_id: id } of await inFolder('ids'))
      ids.set(user, (ids.get(user) ?? new Set()).add(id));
    expect([...ids.values()].every((own) => own.size === 1)).toBe(true);
    expect(new Set([...ids.values()].flatMap((own) => [...own])).size).toBe(ids.size);
    const [recommendationId] = ids.get('5')!;
    const shown = { recommendationId, songIds: ['1001'], firstPlace: 1 };
    expect(await service.ask('POST', '/recommend/impressions', shown)).toMatchObject({ status: 200 });
  });

  it('are refused for a scenario that is another for each user', async () => {
    const path = '/admin/recommender/scenarios/own/versions';
    await service.ask('POST', path, { options: { source: 'singers_you_like', limit: 20 } });
    await service.ask('POST', `${path}/1/promote`, {});
    const asked = await service.ask<Answer>('POST', '/admin/recommender/lists', {
      name: 'x',
      scenario: 'own',
    });
    expect([asked.status, asked.body.code]).toEqual([409, 'lists_of_a_user']);
  });

  it('replace those of the same name, in a bucket with the manifest last', async () => {
    const body = { name: 'again', to: 'bucket' };
    await written('/admin/recommender/lists', body);
    const first = manifestOf(bucket.objects.get('lists/lists=again/manifest.json')!);
    await written('/admin/recommender/lists', body);
    expect(bucket.writes.at(-1)).toBe('lists/lists=again/manifest.json');
    const rows = await rowsOf((file) => bucket.objects.get(`lists/lists=again/${file}`)!);
    expect(rows).toHaveLength(first.rows);
    expect([...bucket.objects.keys()].filter((key) => key.includes('=again/'))).toHaveLength(5);
    for (const { name } of first.parts) expect(bucket.objects.has(`lists/lists=again/${name}`)).toBe(false);
  });

  it('are of the members of an audience alone', async () => {
    const [audience] = await service.database.query<{ id: number }>(
      `INSERT INTO audience (key, name, conditions) VALUES ('some', 'Some', '{}') RETURNING id`,
    );
    await service.database.query(
      `INSERT INTO audience_member (audience_id, user_id, since, run_id, probability)
       SELECT $1, user_id, '2017-03-12', 1, 0.5 FROM unnest('{5,12,7,4000}'::bigint[]) AS user_id`,
      [audience!.id],
    );
    await written('/admin/recommender/lists', { name: 'some', audience: 'some' });
    const lists = listsIn(await inFolder('some'));
    // Of user 4000 nothing is known: popular songs.
    expect([...lists.keys()].sort()).toEqual(['4000', '5', '7']);
    expect(new Set(lists.get('4000')!.map(({ source }) => source))).toEqual(new Set(['popular']));
    const unknown = await service.ask<Answer>('POST', '/admin/recommender/lists', {
      name: 'x',
      audience: 'other',
    });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'audience_unknown']);
  });

  it('refuse what a list would refuse before a job is made', async () => {
    const filter = { match: 'all', conditions: [{ property: 'genre', is: ['rock'] }] };
    const asked = await service.ask<Answer>('POST', '/admin/recommender/lists', { name: 'x', filter });
    expect([asked.status, asked.body.code]).toEqual([400, 'filter_invalid']);
    const named = await service.ask<Answer>('POST', '/admin/recommender/lists', { name: '../x' });
    expect(named.status).toBe(400);
  });

  it('are without a user who is excluded while they are written', async () => {
    const stalled = await stallPublishing(service.database, 2);
    const started = await service.ask<Job>('POST', '/admin/recommender/lists', { name: 'excluded' });
    await stalled.reached();
    await service.database.query(
      "INSERT INTO excluded_user (user_id, reason) VALUES (3, 'asked'), (88, 'asked')",
    );
    await stalled.release();
    expect((await endOf(started.body)).state).toBe('succeeded');
    const lists = listsIn(await inFolder('excluded'));
    expect(['3', '88'].filter((user) => lists.has(user))).toEqual([]);
    expect(lists.size).toBe(88);
    await service.database.query('DELETE FROM excluded_user WHERE user_id IN (3, 88)');
  });

  it('are not there when the job is cancelled', async () => {
    const stalled = await stallPublishing(service.database, 1);
    const started = await service.ask<Job>('POST', '/admin/recommender/lists', { name: 'cancelled' });
    await stalled.reached();
    await service.ask('POST', `/admin/jobs/${started.body.id}/cancel`);
    await looked(started.body);
    await stalled.release();
    expect((await endOf(started.body)).state).toBe('cancelled');
    expect(existsSync(join(folder, 'lists=cancelled'))).toBe(false);
  });
});

describe('users for songs', () => {
  it('are those that are served', async () => {
    await service.writeScores({ '5': 0.9, '7': 0.2 });
    const songIds = ['1004', '1009', '1011', '987654'];
    await written('/admin/recommender/lists/users', { name: 'hear', format: 'csv', songIds, limit: 30 });
    const rows = await inFolder('hear');
    for (const songId of songIds) {
      const { body } = await service.ask<Answer>('GET', `/recommend/songs/${songId}/users?limit=30`);
      const users = (body.users ?? []).map(({ userId, score, source, churnProbability }, n) => ({
        song_id: songId,
        place: String(n + 1),
        user_id: userId,
        score: String(score),
        source,
        churn_probability: churnProbability === null ? '' : String(churnProbability),
      }));
      expect(rows.filter(({ song_id: song }) => song === songId)).toEqual(users);
    }
    expect(readdirSync(folder)).not.toContain('.lists=hear');
  });
});

it('lists are not finished by a version that knows users who were erased meanwhile', async () => {
  const stalled = await stallPublishing(service.database, 1);
  const started = await service.ask<Job>('POST', '/admin/recommender/lists', { name: 'erased' });
  await stalled.reached();
  await service.database.query("INSERT INTO erasure (users, asked_by, finished) VALUES (1, 'test', 1)");
  await stalled.release();
  const { state, error } = await endOf(started.body);
  expect([state, error]).toEqual(['failed', expect.stringContaining('Users were erased')]);
  expect(existsSync(join(folder, 'lists=erased'))).toBe(false);
  await written('/admin/recommender/lists', { name: 'erased' });
  expect(listsIn(await inFolder('erased')).size).toBe(90);
});
