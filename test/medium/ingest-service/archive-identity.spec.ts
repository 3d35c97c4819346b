import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import { createTestDatabase } from '../../support/test-database.js';
import { createLoader, useLoader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, search, tarGz } from './logs-folder.js';
import { tableState } from './table-state.js';

const loader = useLoader();
let logs: string;

beforeEach(async () => {
  logs = await makeLogsFolder({});
});

/** @param minute when the file was modified */
async function put(name: string, content: string | Buffer, minute: number): Promise<void> {
  const path = join(logs, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, minute * 60, minute * 60);
}

const load = async (folder = ''): Promise<Record<string, number>> =>
  (await loader.load(logs, { path: join(logs, folder) })).archives;

async function archives(): Promise<string[]> {
  const rows = await loader.database.query<{ archive: string }>(
    `SELECT concat_ws(' ', name, state, reason, refusal, event_count) AS archive FROM archive ORDER BY name`,
  );
  return rows.map(({ archive }) => archive);
}

async function users(): Promise<string> {
  const [row] = await loader.database.query<{ users: string }>(
    `SELECT string_agg(user_id::text, ' ' ORDER BY user_id) AS users FROM play_event`,
  );
  return row!.users;
}

describe('an archive of one day, kind and part', () => {
  it.each([
    ['20170422_3_play.log', (log: string) => Promise.resolve(Buffer.from(log))],
    ['20170422_3_play.log.tar.gz', tarGz],
    ['20170422_03_play.log', (log: string) => Promise.resolve(Buffer.from(log))],
  ])('is replaced by a newer file of it, %s, whatever its packing', async (name, packed) => {
    const whole = manyPlays(7, 500);
    const cut = gzipSync(whole);
    await put('20170422_3_play.log.gz', cut.subarray(0, cut.length * 0.9), 1);
    expect(await load()).toMatchObject({ partial: 1 });
    await rm(join(logs, '20170422_3_play.log.gz'));
    await put(name, await packed(whole), 2);
    expect(await load()).toMatchObject({ loaded: 1 });
    expect(await archives()).toEqual([`${name} loaded 500`]);

    const clean = await createTestDatabase();
    const other = await createLoader(clean.url);
    await other.load(logs);
    expect(await tableState(loader.database)).toEqual(await tableState(clean.database));
    await other.close();
    await clean.drop();
  });

  it('gives its songs the titles of its newest content', async () => {
    await put('20170422_3_play.log.tar.gz', await tarGz(play(1, 2, 3, 200, 'old')), 1);
    await load();
    await put('20170422_3_play.log', play(1, 2, 3, 200, 'new'), 2);
    await load();
    const songs = await loader.database.query('SELECT title, named_in FROM song');
    expect(songs).toEqual([{ title: 'new', named_in: '20170422_3_play.log' }]);
  });

  it('is the file that was modified last, when a load holds several, and says so, every time', async () => {
    await put('20170422_3_play.log.gz', gzipSync(play(2, 2, 3)), 2);
    await put('20170422_3_play.log', play(1, 2, 3), 1);
    await put('older/20170422_3_play.log', play(3, 2, 3), 1);
    await put('play_ds.csv', 'uid,song_id,date\n8,1,2017-04-22\n', 1);
    await put('other/play_ds.csv.gz', gzipSync('uid,song_id,date\n9,1,2017-04-22\n'), 2);
    const booked = [
      '20170422_3_play.log.gz loaded archive_repeated 1',
      'play_ds.csv.gz loaded archive_repeated 1',
    ];
    expect(await load()).toMatchObject({ loaded: 2, refused: 3 });
    expect(await users()).toBe('2 9');
    expect(await archives()).toEqual(booked);
    expect(await load()).toMatchObject({ unchanged: 2, refused: 3 });
    expect(await users()).toBe('2 9');
    expect(await archives()).toEqual(booked);
  });

  it('is the first file in the order of folders, of those that are equally old', async () => {
    await put('a/20170422_3_play.log', play(1, 2, 3), 1);
    await put('b/20170422_3_play.log', play(2, 2, 3), 1);
    expect(await load()).toMatchObject({ loaded: 1, refused: 1 });
    expect(await users()).toBe('1');
  });

  it('is replaced by that of a folder that is asked for, as by an upload, however old', async () => {
    await put('first/20170422_3_play.log', play(1, 2, 3), 2);
    await put('second/20170422_3_play.log', play(2, 2, 3), 1);
    await load('first');
    expect(await load('second')).toMatchObject({ loaded: 1, refused: 0 });
    expect(await users()).toBe('2');
    expect(await archives()).toEqual(['20170422_3_play.log loaded 1']);
    expect(await load('second')).toMatchObject({ unchanged: 1 });
    expect(await load('first')).toMatchObject({ loaded: 1 });
    expect(await users()).toBe('1');
  });
});

describe('a mapped file', () => {
  const mapping = readMapping('name: ours\nrecords: lines\nids: numeric\nuser: u\nsong: s\ntime: t\n');
  const records = (...users: number[]): string =>
    users.map((u) => `${JSON.stringify({ u, s: 7, t: '2020-01-01T10:00:00Z' })}\n`).join('');
  const loadMapped = async (root = '', path = root): Promise<Record<string, number>> =>
    (await loader.load(join(logs, root), { path: join(logs, path), mapping })).archives;

  it('is another one than that of its name in another folder', async () => {
    await put('dt=2020-01-01/part-0.jsonl', records(1, 2), 1);
    expect(await loadMapped()).toMatchObject({ loaded: 1 });
    await put('dt=2020-01-02/part-0.jsonl', records(3), 2);
    expect(await loadMapped()).toMatchObject({ loaded: 1, unchanged: 1, refused: 0 });
    expect(await archives()).toEqual([
      'ours/play/dt=2020-01-01/part-0.jsonl loaded 2',
      'ours/play/dt=2020-01-02/part-0.jsonl loaded 1',
    ]);
  });

  it('is the same one by whatever folder it is loaded', async () => {
    await put('plays/part-0.jsonl', records(1, 2), 1);
    await loadMapped();
    expect(await loadMapped('plays')).toMatchObject({ unchanged: 1 });
    expect(await loadMapped('plays', 'plays/part-0.jsonl')).toMatchObject({ unchanged: 1 });
    await put('plays/part-0.jsonl', records(1, 2, 3), 2);
    expect(await loadMapped('plays')).toMatchObject({ loaded: 1 });
    expect(await archives()).toEqual(['ours/play/part-0.jsonl loaded 3']);
  });
});

it('counts the same lines of other days, kinds and parts', async () => {
  await put('20170422_3_play.log', play(1, 2, 3), 1);
  await put('20170422_2_play.log.gz', gzipSync(play(1, 2, 3)), 1);
  await put('20170422_play.log.gz', gzipSync(play(1, 2, 3), { level: 1 }), 1);
  await put('20170423_3_play.log.gz', gzipSync(play(1, 2, 3), { level: 0 }), 1);
  await put('20170422_3_down.log', download(1, 2), 1);
  await put('1_1_search.log', search(1, '2017-04-22 10:00:00', 'mc'), 1);
  await put('1_2_search.log.gz', gzipSync(search(1, '2017-04-22 10:00:00', 'mc')), 1);
  expect(await load()).toMatchObject({ loaded: 7 });
});

it.each(['a dangling link', 'a folder'])('%s of an archive and its later file are one row', async (what) => {
  const path = join(logs, '20170401_1_play.log.gz');
  if (what === 'a folder') await mkdir(path);
  else await symlink(join(logs, 'nowhere'), path);
  await load();
  expect(await archives()).toEqual(
    what === 'a folder' ? [] : ['20170401_1_play.log.gz refused unreadable 0'],
  );
  await rm(path, { recursive: true });
  await put('20170401_1_play.log.gz', gzipSync(play(1, 2, 3)), 1);
  expect(await load()).toMatchObject({ loaded: 1 });
  expect(await archives()).toEqual(['20170401_1_play.log.gz loaded 1']);
  const rows = await loader.database.query('SELECT kind, day, part FROM archive');
  expect(rows).toEqual([{ kind: 'play', day: '2017-04-01', part: 1 }]);
});
