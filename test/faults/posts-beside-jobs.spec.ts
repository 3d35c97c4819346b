import { internalIdOf } from '#common/outer-ids';
import { jest } from '@jest/globals';
import { spawn, execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { LOCK_EXCLUSIONS } from '../../apps/ingest-service/src/exclusions/exclusions.sql.js';
import { POSTING_FAULT_POINTS } from '../../apps/ingest-service/src/storage/fault-point.js';
import { UserDaysRepository } from '../../apps/ingest-service/src/storage/user-days.repository.js';
import { ADMIN, startIngestApp } from '../medium/ingest-service/ingest-app.js';
import type { IngestApp } from '../medium/ingest-service/ingest-app.js';
import { makeLogsFolder, play, removeLogsFolders } from '../medium/ingest-service/logs-folder.js';
import { postedDaysFinished } from '../support/counts.js';
import { startService } from '../support/running-services.js';
import { until } from '../support/until.js';
import { waitingLocks } from '../support/waiting-locks.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

const DAYS = ['2017-05-12', '2017-05-13'];
const ARCHIVES = Object.fromEntries(
  DAYS.map((day, at) => [`${day.replaceAll('-', '')}_1_play.log`, play(1, 7, 200) + play(2, 8, 100 + at)]),
);
/** Of a service with text ids: users `user 1` and `user 2`, of whom the database knows nothing. */
const MAPPING =
  'name: texts\nfiles: "*.jsonl"\nrecords: lines\nkind: play\nids: text\nuser: who\nsong: track\ntime: at\n';
const RECORDS = DAYS.flatMap((day) => [1, 2].map((user) => [day, user] as const))
  .map(
    ([day, user]) =>
      `${JSON.stringify({ who: `user ${user}`, track: `song ${user}`, at: `${day}T10:00:00Z` })}\n`,
  )
  .join('');

let ingest: IngestApp;
let stopped: ChildProcess | null = null;
let sent = 0;

const EXCLUDED = `SELECT coalesce(text, user_id::text) AS "user" FROM excluded_user LEFT JOIN user_key USING (user_id)
  WHERE user_id <> 0`;

/** A play of each day by users of the archives, 1 and 2, and by one whom nobody knows. */
function batch(prefix = ''): object[] {
  return DAYS.flatMap((day) =>
    [1, 2, 3].map((user) => ({
      eventId: `event ${++sent}`,
      kind: 'play',
      happenedAt: `${day}T10:00:00`,
      userId: `${prefix}${user}`,
      songId: prefix === '' ? '7' : `song ${user}`,
      playSeconds: 200,
    })),
  );
}

/** More than a day of play on the first day. */
function longPlays(userId: string): object[] {
  const [event] = batch();
  return Array.from({ length: 9 }, () => {
    return { ...event, eventId: `event ${++sent}`, userId, playSeconds: 10_000, songSeconds: 10_000 };
  });
}

interface Posted {
  accepted: number;
  superseded: number;
  rejected: number;
  events: { status: string; reason: string | null }[];
}

async function post(events: object[]): Promise<Posted> {
  const { status, body } = await ingest.ask<Posted & Record<string, unknown>>('POST', '/events', ADMIN, {
    events,
  });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return await ingest.testDatabase.database.query(sql);
}

/** Starts a program on the database, which stops at the point with its transaction open. */
async function stopAt(
  program: string,
  faultPoint: string,
  environment: Record<string, string>,
): Promise<void> {
  const child = spawn(process.execPath, [resolve(`dist/programs/${program}.js`)], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      ...{ NODE_ENV: 'test', DATABASE_URL: ingest.testDatabase.url, FAULT_POINT: `${faultPoint}:SIGSTOP` },
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  stopped = child;
  const state = (): string => execFileSync('ps', ['-o', 'stat=', '-p', String(child.pid)]).toString();
  await until(() => state().startsWith('T'), `${program} to stop at ${faultPoint}`);
}

async function goOn(): Promise<void> {
  const ended = once(stopped!, 'exit');
  stopped!.kill('SIGCONT');
  expect((await ended)[0]).toBe(0);
  stopped = null;
}

/** Waits until nothing is left to do, and compares rollup and bookings with what the events say; answers the plays. */
async function expectWhole(): Promise<Record<string, unknown>[]> {
  const { database } = ingest.testDatabase;
  await postedDaysFinished(database);
  const rollup = 'SELECT * FROM user_day ORDER BY day, user_id';
  const kept = await rows(rollup);
  const days = [...new Set(kept.map(({ day }) => day as string))];
  const undo = new Error('undo');
  const counted = database.transaction(async (transaction) => {
    await new UserDaysRepository().rebuild(transaction, days);
    expect(await transaction.query(rollup)).toEqual(kept);
    throw undo;
  });
  await expect(counted).rejects.toBe(undo);
  expect(
    await rows(`SELECT name, event_count FROM archive LEFT JOIN (
        SELECT archive_id, count(*) AS events FROM play_event GROUP BY archive_id) AS e ON archive_id = id
      WHERE kind = 'play' AND state <> 'dropped' AND event_count <> coalesce(events, 0)`),
  ).toEqual([]);
  const shown = `coalesce(k.text, user_id::text) AS "user"`;
  return await rows(`SELECT day, ${shown}, count(*)::int AS plays FROM play_event LEFT JOIN user_key k USING (user_id)
    GROUP BY 1, 2 ORDER BY 1, 2`);
}

/** What is posted counts for user 3 alone: the archives have the others. */
const playsAfter = (prefix: string, batches: number): object[] =>
  DAYS.flatMap((day) => [1, 1, batches].map((plays, at) => ({ day, user: `${prefix}${at + 1}`, plays })));

beforeEach(async () => {
  ingest = await startIngestApp(await makeLogsFolder({}));
});
afterEach(async () => {
  stopped?.kill('SIGKILL');
  await ingest.close();
});
afterAll(removeLogsFolders);

describe('posted events, while', () => {
  it.each(['days_locked:1', 'user_day_rebuilt:1'])(
    'a load of Music Box is at %s, are taken at once and count once',
    async (point) => {
      await post(batch());
      await stopAt('load-once', point, { LOGS_DIR: await makeLogsFolder(ARCHIVES) });
      expect(await post(batch())).toMatchObject({ accepted: 6, rejected: 0 });
      expect(await post([...longPlays('4'), ...batch()])).toMatchObject({ accepted: 15 });
      await goOn();
      expect((await expectWhole()).filter(({ user }) => user !== '4')).toEqual(playsAfter('', 3));
      expect(await rows(EXCLUDED)).toEqual([{ user: '4' }]);
      expect(await rows('SELECT count(*)::int AS events FROM superseded_event')).toEqual([{ events: 12 }]);
    },
  );

  it.each(['days_copied:1', 'users_excluded:1'])(
    'a load of a mapped file with the same new users is at %s, are taken at once and count once',
    async (point) => {
      const logs = await makeLogsFolder({ 'a.jsonl': RECORDS });
      await stopAt('load-once', point, { LOGS_DIR: logs, LOGS_MAPPING: MAPPING });
      expect(await post(batch('user '))).toMatchObject({ accepted: 6 });
      expect(await post(batch('user '))).toMatchObject({ accepted: 6 });
      await goOn();
      expect(await expectWhole()).toEqual(playsAfter('user ', 2));
      expect(await post(batch('user '))).toMatchObject({ accepted: 2, superseded: 4 });
      expect(await expectWhole()).toEqual(playsAfter('user ', 3));
    },
  );

  it('retention reads a day, are taken on the others, and refused on that one', async () => {
    await post(batch());
    await stopAt('retain-once', 'retention_day_read:1', { RETAIN_BEFORE: DAYS[1]! });
    const { events } = await post(batch());
    expect(events.map(({ reason }) => reason)).toEqual([
      ...['day_dropped', 'day_dropped', 'day_dropped'],
      ...[null, null, null],
    ]);
    await goOn();
    expect(await expectWhole()).toEqual(
      [1, 2, 3].map((user) => ({ day: DAYS[1], user: `${user}`, plays: 2 })),
    );
  });

  it('users are excluded, are taken, and who plays for more than a day is excluded afterwards', async () => {
    await ingest.testDatabase.database.transaction(async (transaction) => {
      await transaction.query(LOCK_EXCLUSIONS);
      expect(await post(longPlays('4'))).toMatchObject({ accepted: 9 });
      expect(await rows('SELECT plays FROM user_day')).toEqual([{ plays: 9 }]);
    });
    await expectWhole();
    expect(await rows(EXCLUDED)).toEqual([{ user: '4' }]);
  });

  it('an erasure has the day, are taken; of its users nothing is left, though no rollup named them', async () => {
    const { database } = ingest.testDatabase;
    const lockDays = DAYS.map((day) => `pg_advisory_xact_lock(7301004, DATE '${day}' - DATE '2000-01-01')`);
    const job = await database.transaction(async (transaction) => {
      await transaction.query(`SELECT ${lockDays.join(', ')}`);
      await post(batch('user '));
      const { body } = await ingest.ask<{ id: string }>('POST', '/admin/users/erase', ADMIN, {
        userIds: ['user 3'],
      });
      await until(
        async () => (await waitingLocks(database, "locktype = 'advisory'")) > 0,
        'the erasure to wait',
      );
      expect(await post(batch('user '))).toMatchObject({ accepted: 4, rejected: 2 });
      return body;
    });
    expect(await ingest.endOfJob(job.id)).toMatchObject({ state: 'succeeded' });
    expect(await expectWhole()).toEqual(
      DAYS.flatMap((day) => [1, 2].map((user) => ({ day, user: `user ${user}`, plays: 2 }))),
    );
    expect(await rows(`SELECT FROM user_day WHERE user_id = ${internalIdOf('user 3')}`)).toEqual([]);
  });
});

it.each(POSTING_FAULT_POINTS)('a batch counts once, though its service is killed at %s', async (point) => {
  const events = batch('user ');
  const options = { databaseUrl: ingest.testDatabase.url, logsFolder: await makeLogsFolder({}) };
  const environment = { NODE_ENV: 'test', EVENTS_BELIEVED_DAYS: '36500', FAULT_POINT: point };
  const service = await startService('ingest', { ...options, environment });
  await service.ask('/events', { body: { events }, key: 'admin-key-of-the-tests' }).catch(() => null);
  await until(() => service.ended, 'the service to be killed');
  await service.kill();
  await post(events);
  expect(await expectWhole()).toEqual(
    DAYS.flatMap((day) => [1, 2, 3].map((user) => ({ day, user: `user ${user}`, plays: 1 }))),
  );
});
