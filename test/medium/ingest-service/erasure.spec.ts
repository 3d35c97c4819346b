import { advisoryLock } from '#common';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QualityDto } from '../../../apps/ingest-service/src/coverage/quality.dto.js';
import type { CoverageDto } from '../../../apps/ingest-service/src/coverage/coverage.dto.js';
import type { EventBatchResultDto } from '../../../apps/ingest-service/src/events/event.dto.js';
import type { ErasedUsers } from '../../../apps/ingest-service/src/formats/erased-users.js';
import { USER_TABLES } from '../../../apps/ingest-service/src/privacy/user-tables.js';
import { ErasedUsersRepository } from '../../../apps/ingest-service/src/storage/erased-users.repository.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { download, makeLogsFolder, play, removeLogsFolders, search } from './logs-folder.js';
import { createLoader } from './loader.js';
import { tableState } from './table-state.js';
import { createTestDatabase, prepareDatabase } from '../../support/test-database.js';
import type { PreparedDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const ERASE = '/admin/users/erase';
const READMIT = '/admin/users/readmit';
/** In no other number of these logs. */
const GONE = '7700077';
const OTHER = '168000001';
const AT = '2017-04-03 10:00:00';

/** Songs of many users, and one that nobody else has. */
const LOGS = {
  '20170401_1_play.log': play(+GONE, 1, 100) + play(+OTHER, 1, 100) + play(+GONE, 77, 60, 240).repeat(3),
  '20170401_1_down.log': download(+OTHER, 1) + download(+GONE, 2),
  '20170402_1_play.log': play(+GONE, 2, 30, 210) + play(+OTHER, 2, 200, 210) + play(168000002, 3, 5),
  // More than a day of play: a rule excludes the user.
  '20170403_1_play.log': play(+GONE, 5, 5000, 5000).repeat(18) + play(+OTHER, 5, 100),
  '20170403_1_search.log':
    search(+GONE, '2017-04-03 10:00:00', 'mc') + search(+OTHER, '2017-04-03 11:00:00', 'mc'),
  // Its name has no day.
  'down_ds.csv': `uid,song_id,date\n${GONE},5,2017-04-01\n${OTHER},6,2017-04-02\n${GONE},6,2017-04-02\n`,
};

const open: IngestApp[] = [];
let prepared: PreparedDatabase;

async function started(logs?: string, create = createTestDatabase): Promise<IngestApp> {
  const ingest = await startIngestApp(logs ?? (await makeLogsFolder(LOGS)), {}, create);
  open.push(ingest);
  return ingest;
}

/** The service on a database in which the archives are loaded. */
const loaded = (logs?: string): Promise<IngestApp> => started(logs, () => prepared.clone());

beforeAll(async () => {
  prepared = await prepareDatabase(async (url) => {
    const loader = await createLoader(url);
    await loader.load(await makeLogsFolder(LOGS));
    await loader.close();
  });
});
afterEach(async () => {
  for (const ingest of open.splice(0)) await ingest.close();
});
afterAll(async () => {
  await prepared.drop();
  await removeLogsFolders();
});

async function load(ingest: IngestApp): Promise<Record<string, unknown>> {
  const { state, result } = await ingest.runJob('/admin/ingest/archives', { path: '.' });
  expect(state).toBe('succeeded');
  return result;
}

async function erase(ingest: IngestApp, userIds: string[]): Promise<Record<string, unknown>> {
  const { state, result } = await ingest.runJob(ERASE, { userIds });
  expect(state).toBe('succeeded');
  return result;
}

async function post(
  ingest: IngestApp,
  eventId: string,
  userId: string,
  day = '2017-04-02',
): Promise<EventBatchResultDto> {
  const event = {
    eventId,
    kind: 'play',
    happenedAt: `${day}T10:00:00`,
    userId,
    songId: '9',
    recommendationId: 'r',
  };
  return (await ingest.ask<EventBatchResultDto>('POST', '/events', ADMIN, { events: [event] })).body;
}

async function rows<Row = Record<string, unknown>>(ingest: IngestApp, sql: string): Promise<Row[]> {
  return await ingest.testDatabase.database.query<Row>(sql);
}

/** Every table and column that has the text anywhere, also in JSON and in what the job queue keeps. */
async function placesOf(ingest: IngestApp, text: string): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    ingest,
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await rows<{ has: boolean }>(
      ingest,
      `SELECT EXISTS (SELECT FROM ${name} t WHERE t::text ~ '(^|\\D)${text}(\\D|$)') AS has`,
    );
    if (row!.has) found.push(name);
  }
  return found;
}

describe('erasing a user', () => {
  it('knows every table that has a column of users', async () => {
    const empty = await createTestDatabase();
    const tables = await empty.database.query<{ name: string }>(
      `SELECT DISTINCT relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND NOT attisdropped AND attname ~ 'user_?ids?$'`,
    );
    await empty.drop();
    expect(tables.map(({ name }) => name).sort()).toEqual(USER_TABLES.map(({ table }) => table).sort());
  });

  it('leaves what a load without the user would have made', async () => {
    const [afterwards, before] = [await loaded(), await started()];
    const erased = await erase(afterwards, [GONE, `0${GONE}`, '999']);
    expect(erased).toMatchObject({
      users: 2,
      days: 3,
      rows: { play_event: 23, download_event: 3, search_event: 1, user_day: 3 },
    });
    await erase(before, [GONE, '999']);
    await load(before);
    const [left, expected] = [
      await tableState(afterwards.testDatabase.database),
      await tableState(before.testDatabase.database),
    ];
    // Nobody knows any more by whom a song was named.
    for (const state of [left, expected]) state.songs = state.songs.filter(({ song_id: id }) => id !== '77');
    expect(left).toEqual(expected);
    expect(await rows(afterwards, 'SELECT FROM song WHERE song_id = 77')).toEqual([]);
  });

  it('removes the id from every table, jobs and rejected lines included', async () => {
    const broken = {
      '20170402_2_play.log':
        play(+GONE, 'x', 5) +
        play(+GONE, 1, 5).replace('1\t0', `1 ${GONE}`) +
        play(+OTHER, 'x', 5) +
        play(+OTHER, 1, 5),
      // Two lines in one, of two users.
      '20170403_2_search.log':
        search(+OTHER, AT, 'a') + (search(+OTHER, AT, 'b') + search(+GONE, AT, 'c')).replace('\n', '\t'),
    };
    const ingest = await started(await makeLogsFolder({ ...LOGS, ...broken }));
    await load(ingest);
    expect(await rows(ingest, 'SELECT FROM rejected_line WHERE user_id IS NULL')).toHaveLength(1);
    await post(ingest, 'e1', GONE);
    const before = await placesOf(ingest, GONE);
    expect(before).toEqual(
      expect.arrayContaining([
        ...['public.excluded_user', 'public.recent_event', 'public.event_recommendation'],
        'public.rejected_line',
      ]),
    );
    expect(before.filter((name) => name.includes('2017040')).length).toBeGreaterThan(6);
    await erase(ingest, [GONE]);
    expect(await placesOf(ingest, GONE)).toEqual([]);
    expect(await rows(ingest, 'SELECT users, finished FROM erasure')).toEqual([{ users: 1, finished: 1 }]);
    const linesLeft = 'SELECT user_id FROM rejected_line';
    expect(await rows(ingest, linesLeft)).toEqual([{ user_id: OTHER }]);
    // The same lines once more: those that may name the user are not stored.
    await rows(ingest, 'DELETE FROM archive');
    await load(ingest);
    expect(await rows(ingest, linesLeft)).toEqual([{ user_id: OTHER }]);
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });

  it('takes the user out of audiences when it is asked for, with one last change for receivers', async () => {
    const ingest = await loaded();
    await rows(
      ingest,
      `INSERT INTO audience (key, name, conditions) VALUES ('one', 'One', '{}'), ('two', 'Two', '{}');
       INSERT INTO audience_listed_user SELECT id, ${GONE} FROM audience`,
    );
    const change = (audience: number, users: string[], reason: 'entered' | 'left') =>
      rows(
        ingest,
        `SELECT change_audience(${audience}, '2017-04-03', 1, array_agg(u), array_agg(${reason === 'entered'}),
           array_agg('${reason}'::text), array_agg(0.5::real)) FROM unnest(ARRAY[${users.join()}]::bigint[]) AS u`,
      );
    await change(1, [GONE, OTHER], 'entered');
    await change(2, [GONE], 'entered');
    // Receivers may not know yet that the user left.
    await change(2, [GONE], 'left');
    await rows(
      ingest,
      `INSERT INTO delivery_endpoint (name, url, secret, disabled_at) VALUES ('crm', 'https://crm.example.org/', '', now()), ('other', 'https://other.example.org/', '', NULL);
       INSERT INTO delivery_user SELECT u, id FROM delivery_endpoint, unnest(ARRAY[${GONE}, ${OTHER}]) AS u WHERE name = 'crm'`,
    );
    const job = await ingest.ask<{ id: string }>('POST', ERASE, ADMIN, { userIds: [GONE] });
    const known = `SELECT audience_id AS audience, reason FROM audience_change WHERE user_id = ${GONE} ORDER BY 1`;
    const erased = [
      { audience: 1, reason: 'erased' },
      { audience: 2, reason: 'erased' },
    ];
    expect(await rows(ingest, known)).toEqual(erased);
    expect((await ingest.endOfJob(job.body.id)).state).toBe('succeeded');
    expect(
      await rows(
        ingest,
        'SELECT name, type, data FROM delivery_message m JOIN delivery_endpoint e ON e.id = m.endpoint_id',
      ),
    ).toEqual([{ name: 'crm', type: 'users.erased', data: { users: [GONE] } }]);
    expect(await rows(ingest, 'SELECT user_id FROM delivery_user')).toEqual([{ user_id: OTHER }]);
    expect(await rows(ingest, known)).toEqual(erased);
    expect(
      await rows(
        ingest,
        `SELECT members, digest = id_digest('${OTHER}') AS fits FROM audience_run WHERE audience_id = 1 ORDER BY id DESC LIMIT 1`,
      ),
    ).toEqual([{ members: 1, fits: true }]);
    // What receivers are sent.
    expect(await placesOf(ingest, GONE)).toEqual(['public.audience_change', 'public.delivery_message']);
  });

  it('drops later events of the user, and counts them by reason', async () => {
    const ingest = await started();
    await erase(ingest, [GONE]);
    expect(await load(ingest)).toMatchObject({
      rejected: { user_erased: 4 + 1 + 1 + 18 + 1 + 2 },
      events: { play: 4, download: 2, search: 1 },
    });
    const { body } = await ingest.ask<CoverageDto>('GET', '/ingest/coverage', READ);
    expect(JSON.stringify(body)).not.toContain('small');
    expect((await ingest.ask('GET', '/ingest/archives/summary', READ)).body).toMatchObject({
      rejected: 0,
      leftOut: 27,
    });
    const { days } = (await ingest.ask<QualityDto>('GET', '/ingest/quality', READ)).body;
    // Two of them are of a CSV, which has no day.
    expect(days.reduce((sum, day) => sum + day.leftOut, 0)).toBe(25);
    expect(await post(ingest, 'e1', GONE)).toMatchObject({
      accepted: 0,
      rejected: 1,
      events: [{ status: 'rejected', reason: 'user_erased' }],
    });
    // The event's id is not taken: nothing of it is kept.
    expect(await post(ingest, 'e1', '168009999')).toMatchObject({ accepted: 1 });
    expect(await rows(ingest, `SELECT rejected FROM archive WHERE name = 'events/2017-04-02/play'`)).toEqual([
      { rejected: { user_erased: 1 } },
    ]);
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });

  it('goes on where an archive is replaced afterwards', async () => {
    const logs = await makeLogsFolder(LOGS);
    const ingest = await loaded(logs);
    await erase(ingest, [GONE]);
    await writeFile(join(logs, '20170401_1_play.log'), play(+GONE, 1, 100) + play(+OTHER, 8, 100));
    expect(await load(ingest)).toMatchObject({
      archives: { loaded: 1, unchanged: 5 },
      rejected: { user_erased: 1 },
    });
    expect(await rows(ingest, 'SELECT song_id FROM song WHERE song_id IN (1, 8) ORDER BY 1')).toEqual([
      { song_id: '1' },
      { song_id: '8' },
    ]);
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });

  it('waits for a writer that has not seen it, and takes what that one wrote', async () => {
    const ingest = await loaded();
    const { database } = ingest.testDatabase;
    const id = await database.transaction(async (transaction) => {
      await transaction.query(`SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`);
      const { body } = await ingest.ask<{ id: string }>('POST', ERASE, ADMIN, { userIds: [GONE] });
      await until(async () => {
        const job = await ingest.ask<{ progress: { step: string } }>('GET', `/jobs/${body.id}`, READ);
        return job.body.progress.step === 'waiting for loads and posted events (1)';
      }, 'the erasure to wait');
      await transaction.query(
        `INSERT INTO play_event (user_id, day, archive_id, device) SELECT $1, '2017-04-02', min(id), 1 FROM archive`,
        [GONE],
      );
      return body.id;
    });
    expect((await ingest.endOfJob(id)).state).toBe('succeeded');
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });

  it('may be asked for again, and twice at once', async () => {
    const ingest = await loaded();
    const asked = await Promise.all(
      [[GONE], [GONE, OTHER]].map((userIds) => ingest.ask<{ id: string }>('POST', ERASE, ADMIN, { userIds })),
    );
    for (const { body } of asked) expect((await ingest.endOfJob(body.id)).state).toBe('succeeded');
    expect(await placesOf(ingest, GONE)).toEqual([]);
    expect(await placesOf(ingest, OTHER)).toEqual([]);
    expect(await erase(ingest, [GONE])).toMatchObject({ days: 0, users: 1 });
    expect(await rows(ingest, 'SELECT finished FROM erasure ORDER BY id')).toEqual(
      [1, 2, 3].map((finished) => ({ finished })),
    );
    expect(await rows(ingest, 'SELECT count(*)::int AS hashes FROM erased_user')).toEqual([{ hashes: 2 }]);
  });

  it('is decided: nobody excludes or includes who is being erased', async () => {
    const ingest = await loaded();
    await rows(ingest, `UPDATE excluded_user SET by = 'erasure' WHERE user_id = ${GONE}`);
    const path = `/admin/ingest/exclusions/${GONE}`;
    const decision = { excluded: false, reason: 'x' };
    expect((await ingest.ask('PUT', path, ADMIN, decision)).body).toMatchObject({
      code: 'user_being_erased',
    });
    expect((await ingest.ask('DELETE', path, ADMIN)).body).toMatchObject({ code: 'decision_unknown' });
    const excluded = await ingest.ask('POST', '/admin/users/exclude', ADMIN, { userIds: [GONE] });
    expect(excluded.body).toEqual({ users: 1, changed: 0 });
    const { text } = await ingest.ask('GET', '/ingest/exclusions', READ);
    expect(text).not.toContain(GONE);
    // Whoever asks next takes the user along.
    await erase(ingest, ['1']);
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });

  it('refuses what is no list of users', async () => {
    const ingest = await started();
    const refused: [body: object, status: number][] = [
      [{ userIds: [] }, 400],
      [{ userIds: null }, 400],
      [{}, 400],
      [{ userIds: ['1', null] }, 400],
      [{ userIds: [1] }, 400],
      [{ userIds: ['-1'] }, 400],
      [{ userIds: Array.from({ length: 5_001 }, (_, n) => String(n + 1)) }, 400],
      [{ userIds: ['1', '00'] }, 409],
    ];
    for (const path of [ERASE, READMIT, '/admin/users/exclude', '/admin/users/include']) {
      for (const [body, status] of refused)
        expect((await ingest.ask('POST', path, ADMIN, body)).status).toBe(status);
    }
    expect(await rows(ingest, 'SELECT FROM erased_user')).toEqual([]);
  });

  it('takes 5,000 users in one call', async () => {
    const ingest = await loaded();
    const userIds = Array.from({ length: 4_999 }, (_, n) => String(n + 1));
    expect(await erase(ingest, [...userIds, GONE])).toMatchObject({ users: 5_000, rows: { play_event: 23 } });
    expect(await placesOf(ingest, GONE)).toEqual([]);
  });
});

describe('the list of erased users', () => {
  it('may be of any length, and is read again when it is another one', async () => {
    const ingest = await started();
    const list = ingest.app.get(ErasedUsersRepository);
    const { database } = ingest.testDatabase;
    const all = async (): Promise<ErasedUsers | null> =>
      await database.transaction((transaction) => list.all(transaction));
    expect(await all()).toBeNull();
    const users = Array.from({ length: 45_001 }, (_, n) => String(n + 1));
    await database.transaction((transaction) => list.add(transaction, users, 1));
    const erased = (await all())!;
    expect(users.filter((userId) => !erased.has(Number(userId)))).toEqual([]);
    expect(erased.slots.filter((slot) => slot !== 0n)).toHaveLength(users.length);
    expect(await all()).toBe(erased);
    await database.transaction((transaction) => list.remove(transaction, ['7', '45002']));
    const left = (await all())!;
    expect(users.filter((userId) => !left.has(Number(userId)))).toEqual(['7']);
  });
});

describe('excluding users', () => {
  it('excludes them by hand until they are taken back', async () => {
    const ingest = await loaded();
    const reasons = async (): Promise<unknown[]> =>
      await rows(ingest, `SELECT user_id, reason, by FROM excluded_user WHERE user_id <> 0 ORDER BY user_id`);
    const exclude = async (path: string, body: object): Promise<unknown> =>
      (await ingest.ask('POST', `/admin/users/${path}`, ADMIN, body)).body;
    const userIds = [OTHER, `00${OTHER}`, GONE, '999'];
    expect(await exclude('exclude', { userIds, reason: 'asked us to' })).toEqual({ users: 3, changed: 3 });
    expect(await exclude('exclude', { userIds })).toEqual({ users: 3, changed: 0 });
    expect(await reasons()).toEqual(
      ['999', GONE, OTHER].map((userId) => ({ user_id: userId, reason: 'asked us to', by: 'hand' })),
    );
    expect(await exclude('include', { userIds })).toEqual({ users: 3, changed: 3 });
    // The rule of 24 hours applies again.
    expect(await reasons()).toEqual([{ user_id: GONE, reason: 'over_24_hours', by: 'rule' }]);
    expect(
      await rows(ingest, `SELECT count(*)::int AS plays FROM play_event WHERE user_id = ${GONE}`),
    ).toEqual([{ plays: 23 }]);
  });
});

describe('readmitting users', () => {
  const NOTHING_BEFORE = { excludedByHand: 0, suppressed: 0 };
  const readmit = async (ingest: IngestApp, userIds: string[]): Promise<unknown> =>
    (await ingest.ask('POST', READMIT, ADMIN, { userIds })).body;
  const plays = async (ingest: IngestApp): Promise<unknown[]> =>
    await rows(
      ingest,
      `SELECT day::text, song_id FROM play_event WHERE user_id = ${GONE} ORDER BY day, song_id`,
    );

  it('counts what is loaded and posted afterwards, until they are erased again', async () => {
    const logs = await makeLogsFolder(LOGS);
    const ingest = await loaded(logs);
    await erase(ingest, [GONE, '999']);
    expect(await post(ingest, 'e1', GONE)).toMatchObject({ rejected: 1 });
    expect(await readmit(ingest, [GONE, `0${GONE}`, '999', OTHER])).toEqual({
      users: 3,
      readmitted: 2,
      ...NOTHING_BEFORE,
      included: 0,
    });
    expect(await readmit(ingest, [GONE])).toEqual({
      users: 1,
      readmitted: 0,
      ...NOTHING_BEFORE,
      included: 0,
    });
    expect(await placesOf(ingest, GONE)).toEqual([]);
    await writeFile(join(logs, '20170404_1_play.log'), play(+GONE, 4, 100));
    expect(await load(ingest)).toMatchObject({
      archives: { loaded: 1, unchanged: 6 },
      rejected: {},
      events: { play: 1 },
    });
    expect(await post(ingest, 'e1', GONE, '2017-04-05')).toMatchObject({ accepted: 1 });
    expect(await plays(ingest)).toEqual([
      { day: '2017-04-04', song_id: '4' },
      { day: '2017-04-05', song_id: '9' },
    ]);
    expect(await erase(ingest, [GONE])).toMatchObject({ days: 2, rows: { play_event: 2, user_day: 2 } });
    expect(await placesOf(ingest, GONE)).toEqual([]);
    expect(await post(ingest, 'e2', GONE)).toMatchObject({ rejected: 1 });
  });

  it('lets nobody contact who had opted out, and says whom a person had excluded', async () => {
    const ingest = await loaded();
    await rows(
      ingest,
      `INSERT INTO contact_suppression (user_id, reason, until)
       VALUES (${GONE}, 'unsubscribed', NULL), (${GONE}, 'pause', '2099-01-01'), (${OTHER}, 'pause', '2000-01-01')`,
    );
    await ingest.ask('POST', '/admin/users/exclude', ADMIN, { userIds: [OTHER] });
    await erase(ingest, [GONE, OTHER]);
    expect(await placesOf(ingest, GONE)).toEqual([]);
    // Twice erased, and once again before it is readmitted: nothing of it is lost.
    await erase(ingest, [GONE]);
    expect(await readmit(ingest, [GONE, OTHER])).toEqual({
      ...{ users: 2, readmitted: 2, excludedByHand: 1, suppressed: 2, included: 0 },
    });
    expect(
      await rows(
        ingest,
        `SELECT user_id, reason, until::text FROM contact_suppression ORDER BY user_id = ${OTHER}, reason`,
      ),
    ).toEqual([
      { user_id: GONE, reason: 'pause', until: '2099-01-01' },
      { user_id: GONE, reason: 'unsubscribed', until: null },
      { user_id: OTHER, reason: 'pause', until: '2000-01-01' },
    ]);
    expect(await rows(ingest, 'SELECT FROM erased_suppression')).toEqual([]);
  });

  it('brings back what an archive has of them that is deleted and loaded again', async () => {
    const ingest = await loaded();
    const before = await plays(ingest);
    await erase(ingest, [GONE]);
    await readmit(ingest, [GONE]);
    expect(await load(ingest)).toMatchObject({ archives: { loaded: 0 } });
    for (const day of ['01', '02', '03']) {
      const { body } = await ingest.ask<{ id: string }>(
        'DELETE',
        `/admin/ingest/archives/201704${day}_1_play.log`,
        ADMIN,
      );
      expect((await ingest.endOfJob(body.id)).state).toBe('succeeded');
    }
    await load(ingest);
    expect(await plays(ingest)).toEqual(before);
    // More than a day of play, and no erasure that would hide it: a rule leaves the user out.
    expect(await rows(ingest, `SELECT by FROM excluded_user WHERE user_id = ${GONE}`)).toEqual([
      { by: 'rule' },
    ]);
  });

  it('changes nobody while one of them is being erased', async () => {
    const ingest = await loaded();
    await erase(ingest, [OTHER]);
    await rows(ingest, `UPDATE excluded_user SET by = 'erasure' WHERE user_id = ${GONE}`);
    expect(await readmit(ingest, [OTHER, GONE])).toMatchObject({ status: 409, code: 'user_being_erased' });
    expect(await rows(ingest, 'SELECT count(*)::int AS hashes FROM erased_user')).toEqual([{ hashes: 1 }]);
    await erase(ingest, [GONE]);
    expect(await readmit(ingest, [OTHER, GONE])).toMatchObject({ readmitted: 2 });
  });

  it('ends what was decided by hand about them, too', async () => {
    const ingest = await loaded();
    await erase(ingest, [OTHER]);
    await ingest.ask('POST', '/admin/users/exclude', ADMIN, { userIds: [GONE, OTHER] });
    expect(await readmit(ingest, [GONE, OTHER])).toEqual({
      users: 2,
      readmitted: 1,
      ...NOTHING_BEFORE,
      included: 2,
    });
    expect(await rows(ingest, 'SELECT user_id, reason FROM excluded_user WHERE user_id <> 0')).toEqual([
      { user_id: GONE, reason: 'over_24_hours' },
    ]);
  });
});
