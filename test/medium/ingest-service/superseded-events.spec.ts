import type { CoverageDto } from '../../../apps/ingest-service/src/coverage/coverage.dto.js';
import { SongMerges } from '../../../apps/ingest-service/src/storage/songs/song-merges.repository.js';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { download, makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';
import { tableState } from './table-state.js';

const DAY = '2017-05-13';
/** Plays last 200 of 200 seconds; user 3 is in no archive of the day. */
const ARCHIVES = {
  '20170513_1_play.log': play(1, 7, 200) + play(1, 8, 200),
  '20170513_2_play.log': play(2, 7, 200),
  '20170513_1_down.log': download(1, 8),
  'search_ds.csv': `uid,device,time_stamp,search_query,date\n1,ar,${DAY} 10:00:00,mc,${DAY}\n`,
};

let ingest: IngestApp;
let logs: string;

interface Answer {
  accepted: number;
  duplicates: number;
  superseded: number;
  events: { status: string }[];
}

const posted = (eventId: string, userId: number, more: object = {}): object => ({
  eventId,
  kind: 'play',
  happenedAt: `${DAY}T10:00:00`,
  userId: String(userId),
  device: 'ar',
  songId: '7',
  playSeconds: 200,
  songSeconds: 200,
  ...more,
});
const OTHER_KINDS = [
  { eventId: 'd', kind: 'download', happenedAt: `${DAY}T10:00:00`, userId: '1', songId: '8' },
  { eventId: 's', kind: 'search', happenedAt: `${DAY}T10:00:00`, userId: '1', query: 'mc' },
];

async function post(...events: object[]): Promise<Answer> {
  const { status, body } = await ingest.ask<Answer & Record<string, unknown>>('POST', '/events', ADMIN, {
    events,
  });
  expect(status).toBe(200);
  return body;
}

async function load(more: object = {}): Promise<void> {
  const { state } = await ingest.runJob('/admin/ingest/archives', { path: '.', ...more });
  expect(state).toBe('succeeded');
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return await ingest.testDatabase.database.query(sql);
}

const booked = (): Promise<Record<string, unknown>[]> =>
  rows(`SELECT name, state, line_count::int AS lines, event_count::int AS events, rejected FROM archive
        WHERE name LIKE 'events/%' ORDER BY name`);

const plays = (): Promise<Record<string, unknown>[]> =>
  rows(
    `SELECT user_id::int AS user, count(*)::int AS plays FROM play_event GROUP BY user_id ORDER BY user_id`,
  );

/** Titles of songs stay those of archives that are deleted. */
async function stateWithoutTitles(): Promise<unknown> {
  await ingest.app.get(SongMerges).mergeLeft();
  const { songs, ...others } = await tableState(ingest.testDatabase.database);
  return { ...others, songs: songs.map((song) => ({ ...song, title: null, singer: null, named_in: null })) };
}

async function start(settings: Record<string, string> = {}): Promise<void> {
  logs = await makeLogsFolder(ARCHIVES);
  ingest = await startIngestApp(logs, settings);
}

/** Deletes all archives, and their files before. */
async function deleteArchives(): Promise<void> {
  for (const name of Object.keys(ARCHIVES)) {
    await rm(join(logs, name));
    const { body } = await ingest.ask<{ id: string }>('DELETE', `/admin/ingest/archives/${name}`, ADMIN);
    expect(await ingest.endOfJob(body.id)).toMatchObject({ state: 'succeeded' });
  }
}

afterEach(async () => {
  await ingest.close();
});

afterAll(removeLogsFolders);

describe('posted events and an archive of their day', () => {
  it('count once: what is posted of users of the archive gives way to it', async () => {
    await start();
    await load();
    const archivesAlone = await tableState(ingest.testDatabase.database);
    await ingest.close();

    await start();
    await post(posted('a', 1), posted('b', 1, { songId: '8' }), posted('c', 2), ...OTHER_KINDS);
    await load();
    const { archives, ...state } = await tableState(ingest.testDatabase.database);
    expect(archives.filter(({ name }) => !String(name).startsWith('events/'))).toEqual(
      archivesAlone.archives,
    );
    expect(state).toEqual({ ...archivesAlone, archives: undefined });
    expect(await booked()).toEqual([
      {
        name: `events/${DAY}/download`,
        state: 'superseded',
        lines: 1,
        events: 0,
        rejected: { superseded: 1 },
      },
      { name: `events/${DAY}/play`, state: 'superseded', lines: 3, events: 0, rejected: { superseded: 3 } },
      { name: `events/${DAY}/search`, state: 'superseded', lines: 1, events: 0, rejected: { superseded: 1 } },
    ]);
  });

  it('lose nothing: who is in no archive of the day keeps what was posted', async () => {
    await start();
    await post(posted('a', 1), posted('b', 3), posted('c', 3, { songId: '9', songSeconds: 100 }));
    await load();
    expect(await plays()).toEqual([
      { user: 1, plays: 2 },
      { user: 2, plays: 1 },
      { user: 3, plays: 2 },
    ]);
    expect(await booked()).toEqual([
      { name: `events/${DAY}/play`, state: 'loaded', lines: 3, events: 2, rejected: { superseded: 1 } },
    ]);
    expect(
      await rows('SELECT song_id::int AS song, length_plays AS plays FROM song ORDER BY song_id'),
    ).toEqual([
      { song: 7, plays: [3] },
      { song: 8, plays: [1] },
      { song: 9, plays: [1] },
    ]);
    expect(await rows('SELECT user_id::int AS user, plays FROM user_day ORDER BY user_id')).toEqual(
      await plays(),
    );
  });

  it('count once when they are posted later, and are remembered as recent', async () => {
    await start();
    await post(posted('a', 1));
    await load();
    const before = await plays();
    const later = await post(
      posted('a', 1),
      posted('b', 1),
      posted('c', 3),
      posted('d', 1, { kind: 'play' }),
    );
    expect(later).toMatchObject({ accepted: 1, duplicates: 1, superseded: 2 });
    expect(later.events.map(({ status }) => status)).toEqual([
      'duplicate',
      'superseded',
      'accepted',
      'superseded',
    ]);
    expect(await post(posted('b', 1))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await plays()).toEqual([...before, { user: 3, plays: 1 }]);
    expect(await booked()).toEqual([
      { name: `events/${DAY}/play`, state: 'loaded', lines: 4, events: 1, rejected: { superseded: 3 } },
    ]);
    expect(await rows('SELECT user_id::int AS user FROM recent_event ORDER BY received_at, user_id')).toEqual(
      [1, 1, 1, 3].map((user) => ({ user })),
    );
  });

  it('count again when the archives are deleted', async () => {
    const before = [posted('a', 1), posted('b', 1, { songId: '9', title: 'one', singer: 'A' })];
    const later = [posted('c', 2, { songId: '11', title: 'two', singer: 'B' }), ...OTHER_KINDS];
    await start();
    await post(...before, ...later);
    const postedAlone = await stateWithoutTitles();
    await ingest.close();

    await start();
    await post(...before);
    await ingest.app.get(SongMerges).mergeLeft();
    await load();
    expect(await post(...later)).toMatchObject({ superseded: 3 });
    await deleteArchives();
    expect(await stateWithoutTitles()).toEqual(postedAlone);
    const named = 'SELECT title, singer FROM song WHERE song_id IN (9, 11) ORDER BY song_id';
    expect(await rows(named)).toEqual([
      { title: 'one', singer: 'A' },
      { title: 'two', singer: 'B' },
    ]);
    expect(await post(...before, ...later)).toMatchObject({ duplicates: 5 });
    expect(await rows('SELECT FROM superseded_event')).toEqual([]);
  });

  it('count again for users whom a later content of the archive does not have', async () => {
    await start();
    await post(posted('a', 1), posted('b', 2));
    await load();
    await writeFile(join(logs, '20170513_1_play.log'), play(4, 7, 200));
    await load();
    expect(await plays()).toEqual([1, 2, 4].map((user) => ({ user, plays: 1 })));
    expect(await booked()).toEqual([
      { name: `events/${DAY}/play`, state: 'loaded', lines: 2, events: 1, rejected: { superseded: 1 } },
    ]);
    expect(await rows('SELECT user_id::int AS user, plays FROM user_day WHERE plays > 0 ORDER BY 1')).toEqual(
      await plays(),
    );
  });

  it('of erased users and of days that retention dropped stay away', async () => {
    await start();
    await post(posted('a', 1), posted('b', 2));
    await load();
    expect(await ingest.runJob('/admin/users/erase', { userIds: ['1'] })).toMatchObject({
      state: 'succeeded',
    });
    expect(await rows('SELECT user_id::int AS user FROM superseded_event')).toEqual([{ user: 2 }]);
    const drop = { before: '2017-06-01', everything: true, dryRun: false };
    expect(await ingest.runJob('/admin/ingest/retention', drop)).toMatchObject({ state: 'succeeded' });
    expect(await rows('SELECT FROM superseded_event')).toEqual([]);
  });

  it('show in coverage, and are no hole', async () => {
    await start();
    await post(posted('a', 1));
    await load();
    const { body } = await ingest.ask<CoverageDto & Record<string, unknown>>('GET', '/ingest/coverage', READ);
    const day = body.days.find(({ kind }) => kind === 'play')!;
    expect(day.state).toBe('whole');
    expect(day.parts.map(({ part, state, lines }) => [part, state, lines])).toEqual([
      [1, 'loaded', 2],
      [2, 'loaded', 1],
      [null, 'superseded', 0],
    ]);
    expect(body.days.find(({ kind }) => kind === 'search')!.state).toBe('whole');
  });
});
