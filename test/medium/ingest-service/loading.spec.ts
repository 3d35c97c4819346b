import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hashOfId } from '../support/id-hash.js';
import { scanLine } from '../../../apps/ingest-service/src/formats/scanned-line.js';
import { singerHash } from '../../../apps/ingest-service/src/formats/singer-hash.js';
import { closeLoaders, createLoader, newLoader, useLoader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, search, tarGz } from './logs-folder.js';
import { tableState } from './table-state.js';
import type { TableState } from './table-state.js';

const loader = useLoader();
/** Archives of three days. */
let files: Record<string, string | Buffer>;
/** What the tables hold after a load of them that nothing disturbs. */
let clean: TableState;

/** What the tables hold after a clean load of these files. */
async function cleanLoad(files: Record<string, string | Buffer>): Promise<TableState> {
  const other = await newLoader();
  await other.load(await makeLogsFolder(files));
  return await tableState(other.database);
}

beforeAll(async () => {
  files = await threeDays();
  clean = await cleanLoad(files);
});
afterAll(closeLoaders);

const PLAYS_1 = manyPlays(7, 3000);
const PLAYS_2 = manyPlays(11, 2000);
const DOWNLOADS = Array.from({ length: 300 }, (_, at) =>
  download(168_000_000 + (at % 90), 1 + (at % 400)),
).join('');
const SEARCHES = Array.from({ length: 200 }, (_, at) =>
  search(168_000_000 + (at % 50), `2017-04-01 00:0${at % 10}:11`, `%E5%8D%83${at}`),
).join('');

async function threeDays(): Promise<Record<string, string | Buffer>> {
  return {
    '20170401_1_play.log.tar.gz': await tarGz(PLAYS_1),
    '20170401_2_play.log': PLAYS_2,
    '20170401_1_down.log.tar.gz': await tarGz(DOWNLOADS),
    '20170401_1_search.log.gz': gzipSync(SEARCHES),
    '20170402_1_play.log.tar.gz': await tarGz(manyPlays(13, 1500)),
    '20170403_3_play.log.tar.gz': await tarGz(manyPlays(17, 1500)),
  };
}

/** One bit for the singer of all these plays. */
function sketchOfSinger(): string {
  const bit = singerHash(scanLine('singer'), 0, 6)! & 255;
  return Array.from({ length: 256 }, (_, at) => (at === bit ? '1' : '0')).join('');
}

/** One bit for each song. */
function sketchOf(...songs: number[]): string {
  const bits = new Set(songs.map((song) => hashOfId(song) & 255));
  return Array.from({ length: 256 }, (_, bit) => (bits.has(bit) ? '1' : '0')).join('');
}

describe('events, songs and user days', () => {
  it('come from the lines as they are', async () => {
    const folder = await makeLogsFolder({
      '20170401_1_play.log': [
        play(1, 10, 100, 100, 'ten'),
        play(1, 10, 80, 100, 'ten'),
        play(1, 11, 50, 100),
        play(1, 0, 30, 0),
        play(1, 12, '111>=(203.0.113.7)TM', 0),
        play(2, 10, 300, 101, 'ten again'),
        '264715\n',
      ].join(''),
      '20170401_1_down.log': download(1, 13) + download(3, 10),
      '20170401_1_search.log': search(1, '2017-04-01 10:00:00', 'mc') + search(4, 'nonsense', 'mc'),
    });
    const summary = await loader.load(folder);
    expect(summary).toMatchObject({
      archives: { loaded: 3, partial: 0, refused: 0, duplicate: 0, unchanged: 0 },
      events: { play: 6, download: 2, search: 2 },
      lines: 11,
      rejected: { count_line: 1 },
      repaired: { song_id_unknown: 1, play_seconds_address: 1, time_stamp_unreadable: 1 },
    });
    const { songs, userDays, searches, archives } = await tableState(loader.database);
    const named = { singer: 'singer', named_in: '20170401_1_play.log' };
    const noLength = { length_seconds: null, lengths: null, length_plays: null };
    expect(songs).toEqual([
      {
        song_id: '10',
        title: 'ten',
        length_seconds: 100,
        lengths: [100, 101],
        length_plays: [2, 1],
        event_count: 4,
        ...named,
      },
      {
        song_id: '11',
        title: 'song 11',
        length_seconds: 100,
        lengths: [100],
        length_plays: [1],
        event_count: 1,
        ...named,
      },
      { song_id: '12', title: 'song 12', ...noLength, event_count: 1, ...named },
      {
        song_id: '13',
        title: 'song 13',
        ...noLength,
        event_count: 1,
        ...named,
        named_in: '20170401_1_down.log',
      },
    ]);
    const none = {
      plays: 0,
      downloads: 0,
      searches: 0,
      feedback: 0,
      play_seconds: 0,
      full_plays: 0,
      completion_sum: 0,
      completion_count: 0,
      distinct_songs: 0,
      song_sketch: null,
      singer_sketch: null,
      night_plays: null,
    };
    expect(userDays).toEqual([
      {
        ...none,
        user_id: '1',
        day: '2017-04-01',
        device: 1,
        plays: 5,
        downloads: 1,
        searches: 1,
        play_seconds: 371,
        full_plays: 2,
        completion_sum: 2.3,
        completion_count: 3,
        distinct_songs: 3,
        song_sketch: sketchOf(10, 11, 12),
        singer_sketch: sketchOfSinger(),
      },
      {
        ...none,
        user_id: '2',
        day: '2017-04-01',
        device: 1,
        plays: 1,
        play_seconds: 300,
        full_plays: 1,
        completion_sum: 1,
        completion_count: 1,
        distinct_songs: 1,
        song_sketch: sketchOf(10),
        singer_sketch: sketchOfSinger(),
      },
      { ...none, user_id: '3', day: '2017-04-01', device: 2, downloads: 1 },
      { ...none, user_id: '4', day: '2017-04-01', device: 1, searches: 1 },
    ]);
    expect(searches.map(({ searched_at }) => searched_at)).toEqual(['2017-04-01 10:00:00', null]);
    expect(archives[1]).toMatchObject({
      kind: 'play',
      day: '2017-04-01',
      part: 1,
      line_count: '7',
      event_count: '6',
      rejected: { count_line: 1 },
    });
  });

  it('keep 64-bit ids exact', async () => {
    const folder = await makeLogsFolder({
      '20170401_1_play.log':
        play('9223372036854775807', '9007199254740993', 1) + play('4294967296', '2147483648', 1),
    });
    await loader.load(folder);
    const { plays } = await tableState(loader.database);
    const name = '20170401_1_play.log';
    expect(plays).toEqual([
      `2017-04-01 4294967296 2147483648 1 200 0 1 ${name}`,
      `2017-04-01 9223372036854775807 9007199254740993 1 200 0 1 ${name}`,
    ]);
  });
});

describe('exactly once', () => {
  it('the order of loading does not matter, one by one or all at once', async () => {
    const folder = await makeLogsFolder(files);
    for (const name of Object.keys(files).reverse()) await loader.load(folder, { path: join(folder, name) });
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('the newest archive names a song, whatever was loaded last', async () => {
    const folder = await makeLogsFolder({
      '20170401_1_play.log': play(1, 5, 10, 200, 'first'),
      '20170402_1_down.log': download(1, 5, 'second'),
      '20170403_1_play.log': play(1, 5, 10, 200, ''),
    });
    for (const name of ['20170402_1_down.log', '20170403_1_play.log', '20170401_1_play.log']) {
      await loader.load(folder, { path: join(folder, name) });
    }
    const { songs } = await tableState(loader.database);
    expect(songs).toMatchObject([
      {
        song_id: '5',
        title: 'second',
        singer: 'singer',
        length_seconds: 200,
        event_count: 3,
        named_in: '20170402_1_down.log',
      },
    ]);
  });

  it('a changed archive replaces its events, songs and user days', async () => {
    const folder = await makeLogsFolder({
      ...files,
      '20170401_1_play.log.tar.gz': await tarGz(manyPlays(19, 2500) + play(1, 777, 5)),
    });
    await loader.load(folder);
    await writeFile(join(folder, '20170401_1_play.log.tar.gz'), files['20170401_1_play.log.tar.gz']!);
    expect(await loader.load(folder)).toMatchObject({ archives: { loaded: 1, unchanged: 5 } });
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('a replaced archive gives up songs that nothing names any more, and their first and last day', async () => {
    const last = { '20170402_1_play.log': play(1, 5, 10) + play(1, 6, 10) };
    const folder = await makeLogsFolder({
      '20170401_1_play.log': play(1, 5, 10) + play(1, 7, 10, 300),
      ...last,
    });
    await loader.load(folder);
    await writeFile(join(folder, '20170401_1_play.log'), play(1, 6, 10));
    await loader.load(folder);
    expect(await tableState(loader.database)).toEqual(
      await cleanLoad({ '20170401_1_play.log': play(1, 6, 10), ...last }),
    );
  });

  it('two loaders at once neither clash nor count twice', async () => {
    const folder = await makeLogsFolder(files);
    const other = await createLoader(loader.url);
    try {
      const summaries = await Promise.all([loader.load(folder), other.load(folder), other.load(folder)]);
      const loaded = summaries.reduce((sum, { archives }) => sum + archives['loaded']!, 0);
      expect(loaded).toBe(6);
    } finally {
      await other.close();
    }
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('two loaders at once on different days that share all songs', async () => {
    const folder = await makeLogsFolder(files);
    const other = await createLoader(loader.url);
    try {
      await Promise.all(
        Object.keys(files).map((name, at) =>
          (at % 2 === 0 ? loader : other).load(folder, { path: join(folder, name) }),
        ),
      );
    } finally {
      await other.close();
    }
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('a load that is stopped half-way leaves whole batches of days, and the next one loads the rest', async () => {
    const folder = await makeLogsFolder(files);
    for (const [batchBytes, days] of [
      [undefined, []],
      [0, [{ day: '2017-04-01' }]],
    ] as const) {
      const stop = new AbortController();
      const stopped = loader.load(folder, {
        batchBytes,
        signal: stop.signal,
        onProgress: ({ lines }) => {
          // In the second day.
          if (lines > 5500) stop.abort(new Error('stopped'));
        },
      });
      await expect(stopped).rejects.toThrow('stopped');
      expect(await loader.database.query('SELECT DISTINCT day FROM play_event')).toEqual(days);
    }
    await loader.load(folder);
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('batches of any size come to the same', async () => {
    await loader.load(await makeLogsFolder(files), { batchBytes: 0 });
    expect(await tableState(loader.database)).toEqual(clean);
  });

  it('days that are read side by side come to the same', async () => {
    const other = await newLoader({ limits: { readers: 3 } });
    await other.load(await makeLogsFolder(files), { batchBytes: 0 });
    expect(await tableState(other.database)).toEqual(clean);
  });
});

describe('bad archives', () => {
  it('do not take away what was loaded under their name', async () => {
    const folder = await makeLogsFolder({ '20170401_1_play.log': PLAYS_1 });
    await loader.load(folder);
    await writeFile(join(folder, '20170401_1_play.log'), '');
    expect(await loader.load(folder)).toMatchObject({ archives: { refused: 1 }, reasons: { empty: 1 } });
    const { archives, plays } = await tableState(loader.database);
    expect(archives).toMatchObject([
      { state: 'loaded', reason: null, refusal: 'empty', event_count: '3000' },
    ]);
    expect(plays).toHaveLength(3000);
  });
});

describe('searches without a date in the name', () => {
  const LOG =
    search(1, '2017-03-01 00:00:24', '%e9%83%ad') +
    search(2, '2017-03-02 23:59:59', 'mc') +
    search(3, 'nonsense', 'mc');

  it('belong to the day of their time stamp', async () => {
    const folder = await makeLogsFolder({ '1_1_search.log.tar.gz': await tarGz(LOG) });
    expect(await loader.load(folder)).toMatchObject({ events: { search: 2 }, rejected: { day_unknown: 1 } });
    const { userDays, searches } = await tableState(loader.database);
    expect(searches).toMatchObject([
      { day: '2017-03-01', query: '郭' },
      { day: '2017-03-02', query: 'mc' },
    ]);
    expect(userDays).toMatchObject([
      { day: '2017-03-01', user_id: '1', searches: 1 },
      { day: '2017-03-02', user_id: '2', searches: 1 },
    ]);
  });

  it('are replaced, and are loaded once by loaders at once', async () => {
    const folder = await makeLogsFolder({
      '1_1_search.log': search(9, '2017-03-04 00:00:24', 'x'),
      '1_2_search.log': LOG,
    });
    await loader.load(folder);
    await writeFile(join(folder, '1_1_search.log'), search(9, '2017-03-03 00:00:24', 'x'));
    const other = await createLoader(loader.url);
    await Promise.all([loader.load(folder), other.load(folder)]);
    await other.close();
    expect(await tableState(loader.database)).toEqual(
      await cleanLoad({
        '1_1_search.log': search(9, '2017-03-03 00:00:24', 'x'),
        '1_2_search.log': LOG,
      }),
    );
  });

  it('are refused when they span more days than one load may open, others of their batch are not', async () => {
    const days = Array.from({ length: 70 }, (_, at) =>
      new Date(Date.UTC(2017, 0, 1 + at)).toISOString().slice(0, 10),
    );
    const folder = await makeLogsFolder({
      '1_1_search.log': search(1, '2017-03-03 00:00:24', 'x'),
      '1_2_search.log': days.map((day) => search(1, `${day} 00:00:00`, 'x')).join(''),
      '1_3_search.log': search(1, '2017-03-04 00:00:24', 'y'),
    });
    const found = new Set<number>();
    const onProgress = ({ archivesDone }: { archivesDone: number }): void => void found.add(archivesDone);
    expect(await loader.load(folder, { onProgress })).toMatchObject({
      archives: { refused: 1, loaded: 2 },
      reasons: { too_many_days: 1 },
    });
    expect(Math.max(...found)).toBe(3);
    const { searches } = await tableState(loader.database);
    expect(searches.map(({ day }) => day)).toEqual(['2017-03-03', '2017-03-04']);
  });
});

describe('generated logs', () => {
  it('are labelled by the manifest beside them', async () => {
    const folder = await makeLogsFolder({
      'manifest.json': '{"synthetic":true,"seed":3}',
      '20170401_1_play.log': PLAYS_2,
    });
    await loader.load(folder);
    const rows = await loader.database.query('SELECT manifest FROM sample_log_set');
    expect(rows).toEqual([{ manifest: { synthetic: true, seed: 3 } }]);
  });

  it('are refused where real logs are loaded, and where real ones lie outside of their folder', async () => {
    const real = await makeLogsFolder({ '20170401_1_play.log': PLAYS_2 });
    const both = await makeLogsFolder({ '20170402_1_play.log': PLAYS_2 });
    await mkdir(join(both, 'made'));
    await writeFile(join(both, 'made', 'manifest.json'), '{"synthetic":true}');
    await writeFile(join(both, 'made', '20170403_1_play.log'), PLAYS_2);
    await expect(loader.load(both)).rejects.toThrow(
      /^made\/manifest.json says that its logs are synthetic, but 20170402_1_play.log lies outside/,
    );
    await loader.load(real);
    await expect(loader.load(join(both, 'made'))).rejects.toThrow(/but the database holds real logs/);
    expect((await tableState(loader.database)).archives.map(({ name }) => name)).toEqual([
      '20170401_1_play.log',
    ]);
  });

  it('are not assumed when the manifest says nothing or is unreadable', async () => {
    for (const manifest of ['{"synthetic":"yes"}', 'null', 'no json']) {
      await loader.load(await makeLogsFolder({ 'manifest.json': manifest }));
    }
    expect(await loader.database.query('SELECT FROM sample_log_set')).toEqual([]);
  });

  it.each([
    ['a text that PostgreSQL does not store', String.raw`{"synthetic":true,"x":"\u0000"}`],
    ['too many levels', `{"synthetic":true,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['more bytes than a manifest has', `{"synthetic":true,"x":"${'x'.repeat(2 ** 20)}"}`],
  ])('do not stop a load by a manifest with %s', async (_what, manifest) => {
    const folder = await makeLogsFolder({ 'manifest.json': manifest, '20170401_1_play.log': PLAYS_2 });
    expect((await loader.load(folder)).archives).toMatchObject({ loaded: 1 });
    expect(await loader.database.query('SELECT FROM sample_log_set')).toEqual([]);
  });
});
