import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
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

async function remove(name: string): Promise<void> {
  const { database } = loader;
  const ofArchive = 'WHERE archive_id = (SELECT id FROM archive WHERE name = $1)';
  await database.query(`DELETE FROM play_event ${ofArchive}`, [name]);
  await database.query('DELETE FROM archive WHERE name = $1', [name]);
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

it.each(['20170422_3_play.log.gz', '20170422_3_play.log.tar.gz'])(
  'a whole archive is not replaced by a damaged one, %s, unless that is asked for',
  async (name) => {
    const log = manyPlays(1, 5_000);
    const whole = name.endsWith('.tar.gz') ? await tarGz(log) : gzipSync(log);
    const damaged = whole.subarray(0, whole.length - 200);
    await put(`folder/${name}`, damaged, 1);
    expect(await load('folder')).toMatchObject({ partial: 1 });
    await put(`upload/${name}`, whole, 2);
    expect(await load('upload')).toMatchObject({ loaded: 1 });
    for (const states of [{ refused: 1 }, { unchanged: 2 }]) {
      await put('folder/20170423_3_play.log', play(1, 2, 3), 3);
      expect(await load('folder')).toMatchObject(states);
    }
    expect(await archives()).toEqual([`${name} loaded damaged_copy 5000`, '20170423_3_play.log loaded 1']);
    const path = join(logs, 'folder', name);
    expect((await loader.load(logs, { path, replace: true })).archives).toMatchObject({ partial: 1 });
  },
);

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

  it('keeps its events where its folder was moved, and replaces them when it changes there', async () => {
    await put('old/a.jsonl', records(1, 2), 1);
    await put('old/b.jsonl', records(3), 1);
    await loadMapped();
    await rename(join(logs, 'old'), join(logs, 'new'));
    expect(await loadMapped()).toMatchObject({ moved: 2, loaded: 0 });
    expect(await loadMapped()).toMatchObject({ unchanged: 2 });
    await put('new/a.jsonl', records(1, 2, 4), 2);
    expect(await loadMapped()).toMatchObject({ loaded: 1, unchanged: 1 });
    expect(await archives()).toEqual(['ours/play/new/a.jsonl loaded 3', 'ours/play/new/b.jsonl loaded 1']);
    expect(await users()).toBe('1 2 3 4');
  });

  it.each([
    ['packed otherwise', 'a.jsonl.gz', gzipSync],
    ['by zstd', 'a.jsonl.zst', zstdCompressSync],
    ['copied', 'copies/a.jsonl', (content: string) => content],
  ])('is a duplicate %s, and no second load', async (_, name, packed) => {
    const content = records(...Array.from({ length: 3_000 }, (_, user) => user + 1));
    await put('a.jsonl', content, 1);
    await loadMapped();
    const rollup = `SELECT xmin::text FROM user_day ORDER BY day, user_id`;
    const before = await loader.database.query(rollup);
    await put(name, packed(content), 2);
    expect(await loadMapped()).toMatchObject({ unchanged: 1, duplicate: 1 });
    expect(await loader.database.query(rollup)).toEqual(before);
    expect(await loadMapped()).toMatchObject({ unchanged: 2 });
  });

  it.each([10, 5_000])('replaces itself when it was renamed and has grown, %d records', async (count) => {
    const first = Array.from({ length: count }, (_, user) => user + 1);
    await put('a.jsonl', records(...first), 1);
    await loadMapped();
    await rename(join(logs, 'a.jsonl'), join(logs, 'b.jsonl'));
    await appendFile(join(logs, 'b.jsonl'), records(9_001, 9_002));
    expect(await loadMapped()).toMatchObject({ loaded: 1 });
    expect(await archives()).toEqual([`ours/play/b.jsonl loaded ${count + 2}`]);
  });

  it('follows a chain of names, of which the last is packed or gone', async () => {
    await put('app.log', records(1, 2), 1);
    await put('app.log.1', records(3, 4), 1);
    await put('app.log.2', records(5), 1);
    await loadMapped();
    await appendFile(join(logs, 'app.log'), records(6));
    await rm(join(logs, 'app.log.2'));
    await put('app.log.2.gz', gzipSync(records(3, 4)), 1);
    await rename(join(logs, 'app.log'), join(logs, 'app.log.1'));
    await put('app.log', records(7, 8), 2);
    const { archives: states, vanished } = await loader.load(logs, { mapping });
    expect(states).toMatchObject({ loaded: 2, moved: 1, refused: 0 });
    expect(vanished).toEqual({ files: 1, names: ['ours/play/app.log.2'] });
    expect(await archives()).toEqual([
      'ours/play/app.log loaded 2',
      'ours/play/app.log.1 loaded 3',
      'ours/play/app.log.2 loaded 1',
      'ours/play/app.log.2.gz loaded 2',
    ]);
    await rename(join(logs, 'app.log.1'), join(logs, 'app.log.2'));
    await rename(join(logs, 'app.log'), join(logs, 'app.log.1'));
    const again = await loader.load(logs, { mapping });
    expect(again.archives).toMatchObject({ loaded: 0, moved: 2, unchanged: 1 });
    // What app.log.2 was has no file any more, and keeps its events.
    expect(again.vanished.names).toEqual([expect.stringMatching(/^ours\/play\/app\.log\.2@/)]);
    expect(await users()).toBe('1 2 3 4 5 6 7 8');
  });

  it.each([
    ['small ones', [1, 2]],
    ['large ones', Array.from({ length: 3_000 }, (_, user) => user + 1)],
  ])('that goes on growing leaves its copies duplicates: %s', async (_, first) => {
    await put('plays.jsonl', records(...first), 1);
    await put('plays.jsonl.bak', records(...first), 1);
    expect(await loadMapped()).toMatchObject({ loaded: 1, duplicate: 1 });
    for (const user of [9_001, 9_002]) {
      await appendFile(join(logs, 'plays.jsonl'), records(user));
      await put('later.jsonl.bak', records(...first), 2);
      expect(await loadMapped()).toMatchObject({ loaded: 1 });
    }
    expect(await loadMapped()).toMatchObject({ unchanged: 3 });
    expect(await archives()).toEqual([
      'ours/play/later.jsonl.bak duplicate same_content 0',
      `ours/play/plays.jsonl loaded ${first.length + 2}`,
      'ours/play/plays.jsonl.bak duplicate same_content 0',
    ]);
    // Its original is gone: the copy counts.
    await rm(join(logs, 'plays.jsonl'));
    await remove('ours/play/plays.jsonl');
    expect(await loadMapped()).toMatchObject({ loaded: 1, duplicate: 1 });
  });

  it('is read once where links lead to it, and each day keeps its events when a link moves on', async () => {
    await put('2026-05-02.jsonl', records(1, 2), 1);
    for (const link of ['latest.jsonl', '0.jsonl']) await symlink('2026-05-02.jsonl', join(logs, link));
    const first = await loader.load(logs, { mapping });
    expect(first).toMatchObject({ archives: { loaded: 1, refused: 0 }, passedOver: { link: 2 } });
    await put('2026-05-03.jsonl', records(3, 4, 5), 2);
    await rm(join(logs, 'latest.jsonl'));
    await symlink('2026-05-03.jsonl', join(logs, 'latest.jsonl'));
    expect(await loadMapped()).toMatchObject({ loaded: 1, unchanged: 1, refused: 0 });
    expect(await archives()).toEqual([
      'ours/play/2026-05-02.jsonl loaded 2',
      'ours/play/2026-05-03.jsonl loaded 3',
    ]);
  });

  it('is what each link is called that leads to a file which the load does not hold', async () => {
    await put('.blobs/one', records(1, 2), 1);
    for (const name of ['a', 'b']) await symlink('.blobs/one', join(logs, `${name}.jsonl`));
    expect(await loadMapped()).toMatchObject({ loaded: 1, duplicate: 1, refused: 0 });
    expect(await users()).toBe('1 2');
  });

  it('counts once under a mapping of another name and other members, unless it takes the place', async () => {
    await put('a.jsonl', records(1, 2), 1);
    await put('b.jsonl', records(3), 1);
    await loadMapped();
    const renamed = readMapping(
      'name: theirs\nrecords: lines\nids: numeric\nuser: u\nsong: s\ntime: t\ntitle: s\n',
    );
    for (let n = 0; n < 2; n++)
      expect(await loader.load(logs, { mapping: renamed })).toMatchObject({ reasons: { other_mapping: 2 } });
    expect(await users()).toBe('1 2 3');
    await remove('ours/play/b.jsonl');
    expect((await loader.load(logs, { mapping: renamed })).archives).toMatchObject({ loaded: 1, refused: 1 });
    expect((await loader.load(logs, { mapping: renamed, replace: true })).archives).toMatchObject({
      loaded: 1,
      refused: 0,
    });
    expect(await archives()).toEqual(['theirs/play/a.jsonl loaded 2', 'theirs/play/b.jsonl loaded 1']);
    expect(await users()).toBe('1 2 3');
  });

  it('is not replaced by a content that shares little with it, unless that is asked for', async () => {
    await put('log.jsonl', records(1, 2, 3, 4), 1);
    await loadMapped();
    await put('log.jsonl', records(4, 5, 6), 2);
    // In the same transaction.
    await put('lot.jsonl', records(7), 2);
    const refused = await loader.load(logs, { mapping });
    expect(refused).toMatchObject({ reasons: { content_differs: 1 }, replaced: [] });
    expect(await archives()).toEqual([
      'ours/play/log.jsonl loaded content_differs 4',
      'ours/play/lot.jsonl loaded 1',
    ]);
    expect(await users()).toBe('1 2 3 4 7');
    expect(await loadMapped()).toMatchObject({ unchanged: 2 });
    expect(await loader.load(logs, { mapping, replace: true })).toMatchObject({
      archives: { loaded: 1 },
      replaced: [{ name: 'ours/play/log.jsonl', removed: 4, added: 3 }],
    });
    expect(await users()).toBe('4 5 6 7');
    // Half of it.
    await put('log.jsonl', records(5, 6), 3);
    expect(await loadMapped()).toMatchObject({ loaded: 1 });
  });

  it('that vanished keeps its events, and is named', async () => {
    await put('a/a.jsonl', records(1), 1);
    await put('b/b.jsonl', records(2), 1);
    await loadMapped();
    await rm(join(logs, 'a/a.jsonl'));
    expect((await loader.load(logs, { mapping })).vanished).toEqual({
      files: 1,
      names: ['ours/play/a/a.jsonl'],
    });
    expect((await loader.load(logs, { path: join(logs, 'b'), mapping })).vanished.files).toBe(0);
    expect(await users()).toBe('1 2');
  });

  it('is not opened while size, time and inode are as they were, unless that is asked for', async () => {
    await put('a.jsonl', records(1, 2), 1);
    await loadMapped();
    await put('a.jsonl', records(1, 3), 1);
    expect(await loadMapped()).toMatchObject({ unchanged: 1 });
    expect(await loader.load(logs, { mapping, verify: true })).toMatchObject({ archives: { loaded: 1 } });
    expect(await users()).toBe('1 3');
    expect(await loader.load(logs, { mapping, verify: true })).toMatchObject({ archives: { unchanged: 1 } });
  });

  it('that was refused is tried again when what the refusal depends on has changed', async () => {
    await put('a.jsonl', records(1).replace('2020', '1960'), 1);
    expect(await loadMapped()).toMatchObject({ refused: 1 });
    expect(await loadMapped()).toMatchObject({ unchanged: 1 });
    for (const [reason, limits] of [
      ['no_event', '2000-01-01 to 2001-01-01'],
      ['too_many_days', 'at most 1 days'],
    ]) {
      await loader.database.query('UPDATE archive SET reason = $1, limits = $2', [reason, limits]);
      expect(await loadMapped()).toMatchObject({ refused: 1 });
    }
    expect(await loadMapped()).toMatchObject({ unchanged: 1 });
  });
});

it('counts the same lines once, in whatever packing other parts have them', async () => {
  await put('20170421_1_play.log', play(1, 2, 3), 1);
  await put('20170421_2_play.log.gz', gzipSync(play(1, 2, 3)), 1);
  await put('20170421_3_play.log.tar.gz', await tarGz(play(1, 2, 3)), 1);
  expect(await load()).toMatchObject({ loaded: 1, duplicate: 2 });
});

it('counts lines of other days, kinds and parts', async () => {
  await put('20170422_3_play.log', play(1, 2, 3), 1);
  await put('20170422_2_play.log.gz', gzipSync(play(2, 2, 3)), 1);
  await put('20170422_play.log.gz', gzipSync(play(3, 2, 3)), 1);
  await put('20170423_3_play.log.gz', gzipSync(play(4, 2, 3)), 1);
  await put('20170422_3_down.log', download(1, 2), 1);
  await put('1_1_search.log', search(1, '2017-04-22 10:00:00', 'mc'), 1);
  await put('1_2_search.log.gz', gzipSync(search(2, '2017-04-22 10:00:00', 'mc')), 1);
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
