import { internalIdOf } from '#common/outer-ids';
import { DELETE_OLD_CHANGES } from '../../../apps/churn-service/src/audiences/audiences.sql.js';
import { SONG_IDS, USER_IDS } from '../../support/text-ids.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, play, removeLogsFolders, tarGz } from './logs-folder.js';

const WRITE = 'write-key-of-the-test';
const DAY = '2017-05-13';

let ingest: IngestApp;

const sent = (userId: unknown, songId: unknown, more: object = {}): object => ({
  eventId: internalIdOf(JSON.stringify([userId, songId])),
  kind: 'play',
  happenedAt: `${DAY}T10:00:00`,
  userId,
  songId,
  title: 'a title',
  playSeconds: 150,
  songSeconds: 200,
  ...more,
});

const post = (events: object[]) =>
  ingest.ask<{
    accepted: number;
    code?: string;
    events: { status: string; reason: string | null; meaning: string }[];
  }>('POST', '/events', WRITE, { events });

const pathOf = (id: string): string => encodeURIComponent(id);

beforeEach(async () => {
  const logs = await makeLogsFolder({ '20170513_1_play.log.tar.gz': await tarGz(play(5, 7, 100)) });
  ingest = await startIngestApp(logs, { WRITE_KEYS: WRITE });
});
afterEach(async () => {
  await ingest.close();
  await removeLogsFolders();
});

describe('posted events with text ids', () => {
  beforeEach(async () => {
    const events = USER_IDS.flatMap((user) => SONG_IDS.map((song) => sent(user, song)));
    expect((await post(events)).body).toMatchObject({ accepted: events.length });
  });

  it('are found by the ids that were sent', async () => {
    for (const user of USER_IDS) {
      const { status, body } = await ingest.ask('GET', `/ingest/users/${pathOf(user)}/days`, READ);
      expect([status, body]).toEqual([200, { userId: user, days: [expect.objectContaining({ plays: 4 })] }]);
    }
    const unknown = await ingest.ask('GET', '/ingest/users/nobody/days', READ);
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'user_unknown']);
    expect((await ingest.ask('GET', '/ingest/users/x%0Ay/days', READ)).status).toBe(400);
    expect((await ingest.ask('GET', '/ingest/users/me%40example.org/days', READ)).text).toContain('hash');
  });

  it('are listed in the order of their texts, by their first characters', async () => {
    const found: string[] = [];
    let cursor = '';
    do {
      const page = await ingest.ask<{ users: { userId: string }[]; nextCursor: string | null }>(
        'GET',
        `/ingest/users?limit=3${cursor}`,
        READ,
      );
      found.push(...page.body.users.map(({ userId }) => userId));
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(found).toEqual([...USER_IDS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    const some = await ingest.ask('GET', `/ingest/users?prefix=${pathOf('spotify:')}`, READ);
    expect(some.body['users']).toEqual([expect.objectContaining({ userId: USER_IDS[0], plays: 4 })]);
  });

  it('are exported with their ids', async () => {
    const csv = await ingest.ask('GET', '/admin/exports/play_ds.csv', ADMIN);
    for (const text of [
      'spotify:user:4u6rqhFgbbKwnb9M',
      '"""quoted"", \\and; more"',
      "'@handle",
      ...SONG_IDS,
    ])
      expect(csv.text).toContain(text);
    const { body: lines } = await ingest.app.inject({
      url: `/admin/users/${pathOf(USER_IDS[6])}/export`,
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    const rows = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { table?: string; row: Record<string, unknown> });
    expect(rows.find(({ table }) => table === 'user_key')!.row['text']).toBe(USER_IDS[6]);
    const plays = rows.filter(({ table }) => table === 'play_event');
    expect(plays.map(({ row }) => row['user_id'])).toEqual(Array<string>(4).fill(USER_IDS[6]));
    expect(plays.map(({ row }) => row['song_id']).sort()).toEqual([...SONG_IDS].sort());
  });

  it('belong to users who are excluded by their ids, known or not', async () => {
    for (const user of [USER_IDS[4], 'not seen yet']) {
      const put = await ingest.ask('PUT', `/admin/ingest/exclusions/${pathOf(user)}`, ADMIN, {
        excluded: true,
        reason: 'a bot',
      });
      expect(put.body).toMatchObject({ userId: user, excluded: true });
    }
    await ingest.ask('POST', '/admin/users/exclude', ADMIN, { userIds: [USER_IDS[2], 'nor this one'] });
    const list = await ingest.ask<{ exclusions: { userId: string }[] }>('GET', '/ingest/exclusions', READ);
    expect(new Set(list.body.exclusions.map(({ userId }) => userId))).toEqual(
      new Set([USER_IDS[4], 'not seen yet', USER_IDS[2], 'nor this one']),
    );
    const stored = await ingest.testDatabase.database.query('SELECT text FROM user_key');
    expect(stored).toHaveLength(USER_IDS.length + 2);
  });

  it('are erased with the texts of their users', async () => {
    const answer = await ingest.ask('POST', '/admin/users/erase', ADMIN, { userIds: [USER_IDS[5]] });
    expect(answer.status).toBe(202);
    expect(await ingest.endOfJob(String(answer.body['id']))).toMatchObject({
      state: 'succeeded',
      result: { users: 1, rows: { play_event: 4, user_key: 1 } },
    });
    const texts = await ingest.testDatabase.database.query<{ text: string }>('SELECT text FROM user_key');
    expect(texts.map(({ text }) => text)).not.toContain(USER_IDS[5]);
    expect((await post([sent(USER_IDS[5], 'later')])).body.events[0]!.reason).toBe('user_erased');
    expect(await ingest.testDatabase.database.query('SELECT FROM user_key')).toHaveLength(
      USER_IDS.length - 1,
    );
  });

  it('leave no trace in audiences, campaigns and messages, but for the exit that receivers are sent', async () => {
    const { database } = ingest.testDatabase;
    const [text, id] = [USER_IDS[2], internalIdOf(USER_IDS[2])];
    await database.query(
      `INSERT INTO audience (key, name, conditions) VALUES ('one', 'One', '{}');
       INSERT INTO audience_listed_user SELECT id, ${id} FROM audience;
       SELECT change_audience(id, '2017-05-12', 1, '{${id}}', '{true}', '{entered}', '{0.5}') FROM audience;
       INSERT INTO campaign_assignment (campaign_id, user_id, arm, probability, plays_before, first_day, last_day, stands_for)
         VALUES (1, ${id}, 'treatment', 0.5, 3, '2017-05-13', '2017-05-26', 1);
       INSERT INTO contact_suppression (user_id, reason) VALUES (${id}, 'unsubscribed');
       INSERT INTO delivery_endpoint (name, url, secret) VALUES ('crm', 'https://crm.example.org/', '');
       INSERT INTO delivery_message (endpoint_id, type, data, last_error) SELECT id, 'campaign.launched', '{}', 'No user ${text}.' FROM delivery_endpoint`,
    );
    const answer = await ingest.ask('POST', '/admin/users/erase', ADMIN, { userIds: [text] });
    expect((await ingest.endOfJob(String(answer.body['id']))).state).toBe('succeeded');
    const traces = async () => {
      const found: string[] = [];
      for (const table of await database.query<{ name: string }>(
        `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE relkind = 'r' AND nspname IN ('public', 'job_queue') ORDER BY 1`,
      )) {
        const named = `SELECT FROM ${table.name} t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%' LIMIT 1`;
        if ((await database.query(named, [id, text])).length > 0) found.push(table.name);
      }
      return found;
    };
    expect(await traces()).toEqual(['audience_change']);
    expect(await database.query('SELECT entered, reason, user_text FROM audience_change')).toEqual([
      { entered: false, reason: 'erased', user_text: text },
    ]);
    await database.query(`UPDATE audience_run SET fanned_out = true, created_at = now() - INTERVAL '8 days'`);
    await database.query(DELETE_OLD_CHANGES, [30]);
    expect(await traces()).toEqual([]);
  });

  it('are refused one by one where an id is none', async () => {
    const { body } = await post([
      sent('someone@example.org', '7'),
      sent('ok', 'x'.repeat(201)),
      sent('', '7', { eventId: 'no user' }),
      sent('a\tb', '7'),
      sent('good', null, { eventId: 'no song' }),
    ]);
    expect(body.events.map(({ status, reason }) => reason ?? status)).toEqual([
      'user_id_malformed',
      'song_id_malformed',
      'user_id_missing',
      'user_id_malformed',
      'accepted',
    ]);
    expect(body.events[0]!.meaning).toContain('hash');
  });

  it('are not joined by archives, whose ids are numbers', async () => {
    expect(await ingest.runJob('/admin/ingest/archives', { path: '.' })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('text ids') as string,
    });
    expect(await ingest.testDatabase.database.query('SELECT FROM play_event')).toHaveLength(32);
  });
});

describe('the first batch of an empty database', () => {
  const form = async (): Promise<unknown> =>
    await ingest.testDatabase.database.query('SELECT form FROM id_form');

  it('has numbers when half of its events can be read so', async () => {
    const { body } = await post([sent('5', '7'), sent('6', 'x')]);
    expect(body.events.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    expect(await form()).toEqual([{ form: 'numeric' }]);
    expect((await ingest.ask('GET', '/ingest/users/abc/days', READ)).status).toBe(400);
    expect((await post([sent('abc', '7')])).body.events[0]!.reason).toBe('user_id_malformed');
    expect(await ingest.testDatabase.database.query('SELECT FROM user_key')).toEqual([]);
  });

  it('has texts when most of its ids are no numbers', async () => {
    expect((await post([sent('5', '7'), sent('abc', 'x'), sent('5', 'y')])).body.accepted).toBe(3);
    expect(await form()).toEqual([{ form: 'text' }]);
    const users = await ingest.testDatabase.database.query<{ user_id: string }>(
      'SELECT user_id FROM user_day ORDER BY user_id',
    );
    expect(users.map((row) => row.user_id).sort()).toEqual([internalIdOf('5'), internalIdOf('abc')].sort());
  });

  it('fixes nothing when all of it is rejected', async () => {
    expect((await post([sent('me@example.org', '7')])).body.accepted).toBe(0);
    expect(await form()).toEqual([]);
    expect((await ingest.runJob('/admin/ingest/archives', { path: '.' })).state).toBe('succeeded');
    expect(await form()).toEqual([{ form: 'numeric' }]);
  });
});
