import { pgDay } from '#common/calendar';
import { internalIdOf } from '#common/outer-ids';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { BUILT_IN_MAPPINGS, builtInMapping } from '../../../apps/ingest-service/src/mapping/built-in.js';
import type { Mapping } from '../../../apps/ingest-service/src/mapping/mapping-schema.js';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import type { LoadLimits } from '../../../apps/ingest-service/src/loading/load-limits.js';
import { LOCK_DAYS } from '../../../apps/ingest-service/src/storage/locks/locks.sql.js';
import { OWN_LOGS } from '../../support/own-logs.js';
import { until } from '../../support/until.js';
import { closeLoaders, newLoader, useLoader } from './loader.js';
import type { Loader } from './loader.js';
import { makeLogsFolder, play } from './logs-folder.js';
import { tableChecksums, tableState } from './table-state.js';

const loader = useLoader();

function parquetOf(rows: { u: string; s: string }[]): Buffer {
  const column = (name: 'u' | 's') => ({ name, data: rows.map((row) => row[name]), type: 'STRING' as const });
  return Buffer.from(parquetWriteBuffer({ columnData: [column('u'), column('s')] }));
}

afterAll(closeLoaders);

/** The mappings of docs/own-logs.md, by name. */
async function documented(): Promise<Map<string, Mapping>> {
  const text = await readFile('docs/own-logs.md', 'utf8');
  const mappings = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => readMapping(yaml!));
  return new Map(mappings.map((mapping) => [mapping.name, mapping]));
}

/** What each mapped file becomes: of four records of Spotify, two plays, a podcast and a line without a time. */
const EXPECTED: Record<
  string,
  { events: object; lines: number; rejected?: object; repaired?: object; days: string[]; files?: number }
> = {
  'spotify-extended': {
    events: { play: 2 },
    lines: 4,
    rejected: { record_not_selected: 1, day_unknown: 1 },
    // The first play ended on the next day.
    days: ['2019-03-01', '2019-03-02'],
  },
  'spotify-account': { events: { play: 2 }, lines: 2, days: ['2023-04-01', '2023-04-02'] },
  lastfm: { events: { play: 1 }, lines: 2, rejected: { day_implausible: 1 }, days: ['2023-01-24'] },
  'lastfm-plain': { events: { play: 2 }, lines: 2, days: ['2023-01-24', '2023-02-02'] },
  listenbrainz: { events: { play: 2 }, lines: 3, rejected: { day_unknown: 1 }, days: ['2023-01-24'] },
  'apple-music': {
    // Of an export of each form.
    files: 2,
    events: { play: 4 },
    lines: 6,
    rejected: { record_not_selected: 2 },
    repaired: { play_seconds_negative: 1 },
    days: ['2022-05-01', '2022-05-02', '2023-05-02', '2023-05-03'],
  },
  'our-events': {
    events: { play: 2, download: 1, search: 1 },
    lines: 5,
    rejected: { kind_unmapped: 1 },
    days: ['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01'],
  },
};

describe.each(Object.keys(EXPECTED))('the example %s', (name) => {
  const { days, files = 1, ...summary } = EXPECTED[name]!;

  it('is documented as it is, loads to the last record, and once', async () => {
    const mapping = builtInMapping(name) ?? (await documented()).get(name)!;
    const folder = await makeLogsFolder(OWN_LOGS[name]!);
    const archives = files * Object.keys(summary.events).length;
    const loaded = await loader.load(folder, { mapping });
    expect(loaded).toMatchObject({ rejected: {}, repaired: {}, ...summary, archives: { loaded: archives } });
    const count = (counts: Record<string, number>): number =>
      Object.values(counts).reduce((all, one) => all + one, 0);
    expect(count(loaded.events) + count(loaded.rejected)).toBe(loaded.lines);
    const state = await tableState(loader.database);
    expect([...new Set(state.userDays.map(({ day }) => day))]).toEqual(days);
    expect(await loader.load(folder, { mapping })).toMatchObject({
      archives: { loaded: 0, unchanged: archives },
      events: { play: 0 },
    });
    expect(await tableState(loader.database)).toEqual(state);
  });
});

it('documents the built-in mappings as they are', async () => {
  const mappings = await documented();
  for (const name of Object.keys(BUILT_IN_MAPPINGS).filter((one) => one !== 'lastfm'))
    expect(mappings.get(name)).toEqual(builtInMapping(name));
});

it('stores ids, titles and seconds of Spotify', async () => {
  await loader.load(await makeLogsFolder(OWN_LOGS['spotify-extended']!), {
    mapping: builtInMapping('spotify-extended')!,
  });
  const { plays, songs, archives } = await tableState(loader.database);
  const [user, first, second] = ['ann', 'spotify:track:1', 'spotify:track:2'].map(internalIdOf);
  const archive = 'spotify-extended/play/Streaming_History_Audio_2019_0.json';
  expect(plays).toEqual([
    `2019-03-01 ${user!} ${first!} 215 0 - 1 ${archive}`,
    `2019-03-02 ${user!} ${second!} 0 0 - 2 ${archive}`,
  ]);
  expect(songs).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ song_id: first, title: 'Hello, "World"', singer: 'Ann & Bob' }),
      expect.objectContaining({ song_id: second, title: '歌', singer: '歌手' }),
    ]),
  );
  const keys = await loader.database.query(
    'SELECT user_id::text AS id, text FROM user_key UNION ALL SELECT song_id::text, text FROM song_key ORDER BY text',
  );
  expect(keys).toEqual([
    { id: user, text: 'ann' },
    { id: first, text: 'spotify:track:1' },
    { id: second, text: 'spotify:track:2' },
  ]);
  expect(archives).toMatchObject([
    { state: 'loaded', line_count: '4', event_count: '2', part: null, day: null },
  ]);
  expect(JSON.stringify(await tableState(loader.database))).not.toContain('203.0.113');
});

describe('a mapped file', () => {
  const LEAST = 'name: ours\nrecords: lines\nuser: u\nsong: s\ntime: t\n';
  const mapping = readMapping(LEAST);
  const record = (u: string, s: string, day: number, more = {}): string =>
    `${JSON.stringify({ u, s, t: `2020-01-${String(day).padStart(2, '0')}T10:00:00Z`, ...more })}\n`;
  let folder: string;

  beforeEach(async () => {
    folder = await makeLogsFolder({ 'a.jsonl': record('ann', 's1', 1) + record('bob', 's2', 2) });
    await loader.load(folder, { mapping });
  });

  it('counts plays at night where all plays of a user have a time of day', async () => {
    const at = (u: string, t: string): string => record(u, 's1', 1, { t });
    const night = [at('eve', '2020-02-01T05:59:59Z'), at('eve', '2020-02-01T06:00:00Z')];
    const timed = [
      at('ada', '2020-02-01T23:00:00Z'),
      at('joe', '2020-02-01T01:00:00Z'),
      at('joe', '2020-02-01'),
    ];
    await writeFile(join(folder, 'night.jsonl'), [...night, ...timed].join(''));
    await loader.load(folder, { mapping });
    const nights = await loader.database.query<{ text: string; night_plays: number | null }>(
      `SELECT text, night_plays FROM user_day JOIN user_key USING (user_id) WHERE day = '2020-02-01' ORDER BY text`,
    );
    expect(nights.map(({ text, night_plays: plays }) => [text, plays])).toEqual([
      ['ada', 0],
      ['eve', 1],
      ['joe', null],
    ]);
    const minutes = await loader.database.query<{ minute: number }>(
      "SELECT minute FROM play_event WHERE day = '2020-02-01' ORDER BY minute",
    );
    expect(minutes.map(({ minute }) => minute)).toEqual([-1, 60, 359, 360, 23 * 60]);
  });

  it('replaces its events when its content changes', async () => {
    await writeFile(join(folder, 'a.jsonl'), record('ann', 's1', 3));
    expect(await loader.load(folder, { mapping, replace: true })).toMatchObject({ archives: { loaded: 1 } });
    const { plays, songs } = await tableState(loader.database);
    expect(plays).toHaveLength(1);
    expect(songs).toMatchObject([{ song_id: internalIdOf('s1'), event_count: 1 }]);
  });

  it('counts a play of several records and files once where the mapping says what makes it one', async () => {
    const once = readMapping(`${LEAST.replace('ours', 'once')}event: [id, [t]]\n`);
    const play = (u: string, s: string, day: number): string => record(u, s, day, { id: `${s}/${day}` });
    const files = {
      'a.jsonl': play('ann', 's1', 5) + play('ann', 's2', 6) + play('ann', 's1', 5),
      'b.jsonl': play('ann', 's2', 6) + play('bob', 's2', 6) + play('ann', 's3', 7),
    };
    const overlapping = await makeLogsFolder(files);
    const state = async (): Promise<object> => {
      const { plays, songs, userDays } = await tableState(loader.database);
      const count = ({ song_id, event_count }: { song_id?: unknown; event_count?: unknown }): unknown[] => [
        song_id,
        event_count,
      ];
      return { plays: plays.length, songs: songs.map(count), userDays: userDays.length };
    };
    expect(await loader.load(overlapping, { mapping: once })).toMatchObject({
      ...{ archives: { loaded: 2 }, lines: 6, events: { play: 4 }, rejected: { event_repeated: 2 } },
    });
    const [s1, s2, s3] = ['s1', 's2', 's3'].map(internalIdOf);
    const counts = [
      [s1, 2],
      [s2, 3],
      [s3, 1],
    ];
    const loaded = { plays: 2 + 4, songs: expect.arrayContaining(counts) as unknown, userDays: 2 + 4 };
    expect(await state()).toEqual(loaded);
    await writeFile(
      join(overlapping, 'a.jsonl'),
      files['a.jsonl'] + play('bob', 's2', 6) + play('ann', 's1', 8),
    );
    expect(await loader.load(overlapping, { mapping: once })).toMatchObject({
      ...{ events: { play: 3 }, rejected: { event_repeated: 2 } },
    });
    expect(await state()).toMatchObject({ plays: 7, userDays: 7 });
    const keys = await loader.database.query('SELECT count(*)::int AS keys FROM play_key');
    expect(keys).toEqual([{ keys: 5 }]);
    // It does not begin as before, but most of its plays are the same.
    await writeFile(join(overlapping, 'a.jsonl'), play('ann', 's4', 9) + files['a.jsonl']);
    expect(await loader.load(overlapping, { mapping: once })).toMatchObject({
      archives: { loaded: 1 },
      reasons: {},
    });
  });

  it('keeps a singer without a title where the mapping names none', async () => {
    const bySinger = readMapping(`${LEAST.replace('ours', 'theirs')}singer: a\n`);
    const more = await makeLogsFolder({ 'b.jsonl': record('ann', 's9', 3, { a: 'Anna' }) });
    await loader.load(more, { mapping: bySinger });
    const { songs } = await tableState(loader.database);
    expect(songs).toContainEqual(
      expect.objectContaining({ song_id: internalIdOf('s9'), title: null, singer: 'Anna' }),
    );
  });

  it('stores the text of an id whose first record is rejected', async () => {
    const late = record('eve', 's3', 1, { t: '1970-01-01' }) + record('eve', 's3', 1);
    await writeFile(join(folder, 'late.jsonl'), late);
    expect(await loader.load(folder, { mapping })).toMatchObject({ rejected: { day_implausible: 1 } });
    const keys = await loader.database.query(
      `SELECT text FROM user_key WHERE text = 'eve' UNION ALL SELECT text FROM song_key WHERE text = 's3'`,
    );
    expect(keys).toHaveLength(2);
  });

  it('replaces its events when the mapping changes', async () => {
    const downloads = readMapping(`${LEAST}title: u\n`);
    expect(await loader.load(folder, { mapping: downloads })).toMatchObject({ archives: { loaded: 1 } });
    expect((await tableState(loader.database)).plays).toHaveLength(2);
    expect(await loader.load(folder, { mapping: downloads })).toMatchObject({ archives: { unchanged: 1 } });
  });

  it('is the original of two of equal content in one load if its name comes first', async () => {
    const first = record('ann', 's1', 1, { t: '1970-01-01' }) + record('ann', 's1', 1);
    await writeFile(join(folder, 'a.jsonl'), first);
    await loader.load(folder, { mapping });
    for (const name of ['a.jsonl', 'b.jsonl']) await writeFile(join(folder, name), record('eve', 's5', 5));
    const release = Promise.withResolvers<null>();
    const held = Promise.withResolvers<null>();
    const { database } = loader;
    // The load of the first file has read it, and waits to replace its rejected lines.
    const other = database.transaction(async (transaction) => {
      await transaction.query('SELECT FROM rejected_line FOR UPDATE');
      held.resolve(null);
      await release.promise;
    });
    await held.promise;
    const loading = loader.load(folder, { mapping, replace: true });
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await until(async () => (await database.query(waiting)).length > 0, 'a load that waits for the row');
    // Time for the other file, if it does not wait.
    await sleep(300);
    release.resolve(null);
    await other;
    await loading;
    const { archives } = await tableState(database);
    expect(archives.map(({ name, state }) => `${String(name)} ${String(state)}`)).toEqual([
      'ours/play/a.jsonl loaded',
      'ours/play/b.jsonl duplicate',
    ]);
  });

  it('may be packed', async () => {
    const text = record('eve', 's9', 4);
    await writeFile(join(folder, 'c.jsonl.gz'), gzipSync(text));
    await writeFile(join(folder, 'd.jsonl.zst'), zstdCompressSync(text + record('eve', 's8', 4)));
    expect(await loader.load(folder, { mapping })).toMatchObject({
      archives: { loaded: 2 },
      events: { play: 3 },
    });
  });

  it('that is cut is loaded as far as it goes', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) =>
      record(`user ${at}`, `song ${at % 7}`, 1 + (at % 28)),
    ).join('');
    for (const [name, packed] of [
      ['e.gz', gzipSync(many)],
      ['e.zst', zstdCompressSync(many)],
    ] as const)
      await writeFile(join(folder, name), packed.subarray(0, packed.length / 2));
    expect(await loader.load(folder, { mapping })).toMatchObject({
      archives: { partial: 2 },
      reasons: { truncated: 2 },
    });
  });

  it('is refused with its reason', async () => {
    const refused = await makeLogsFolder({
      'a.jsonl': '<html>',
      'b.txt': 'x',
      'c.jsonl': record('ann@example.org', 's1', 1),
    });
    const only = readMapping(`${LEAST}files: '*.jsonl'\n`);
    expect(await loader.load(refused, { mapping: only })).toMatchObject({
      archives: { refused: 3 },
      reasons: { no_event: 2, file_not_mapped: 1 },
      rejected: { record_unreadable: 1, id_unfit: 1 },
    });
    // The loaded content stays.
    expect((await tableState(loader.database)).plays).toHaveLength(2);
    const parquet = readMapping(LEAST.replace('lines', 'parquet'));
    expect(await loader.load(refused, { mapping: parquet })).toMatchObject({ reasons: { other_form: 3 } });
    const csv = readMapping(LEAST.replace('lines', 'csv'));
    expect(await loader.load(refused, { mapping: csv })).toMatchObject({ reasons: { columns_missing: 3 } });
  });

  it('cannot be mixed with ids of the other form', async () => {
    const numeric = readMapping(`${LEAST}ids: numeric\n`);
    const other = await makeLogsFolder({
      'n.jsonl': record('1', '2', 1),
      '20200101_1_play.log': play(1, 2, 3),
    });
    await expect(loader.load(other, { mapping: numeric })).rejects.toMatchObject({ code: 'other_id_form' });
    await expect(loader.load(other)).rejects.toMatchObject({ code: 'other_id_form' });
  });

  it('has more days than an archive of Music Box may have', async () => {
    const years = Array.from({ length: 80 }, (_, at) =>
      record('ann', `s${at % 5}`, 1, { t: new Date(Date.UTC(2001, 0, 1 + 97 * at)).toISOString() }),
    );
    await writeFile(join(folder, 'years.jsonl'), years.join(''));
    expect(await loader.load(folder, { mapping })).toMatchObject({ events: { play: 80 } });
    expect((await tableState(loader.database)).archiveDays).toHaveLength(82);
  });
});

async function keysOf({ database }: Loader): Promise<unknown[]> {
  return await database.query('SELECT text FROM user_key UNION ALL SELECT text FROM song_key ORDER BY 1');
}

/** Whether a transaction waits for the lock or the end of another one. */
async function isWaiting({ database }: Loader): Promise<boolean> {
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  return (await database.query(waiting)).length > 0;
}

describe('events of many days', () => {
  const mapping = readMapping(
    [
      'name: ours\nrecords: lines\nuser: u\nsong: s\ntitle: t\nsinger: a\ntime: at\nseconds: { column: ms, unit: ms }',
      'length: len\ndevice: { column: d, contains: { android: android, iphone: ios } }',
      'kind: { column: k, values: { play: play, save: download } }\n',
    ].join('\n'),
  );

  /** Some need repairs, some are rejected, and titles of songs change. */
  function records(count: number): string {
    return Array.from({ length: count }, (_, n) => {
      const song = (n * 7) % 211;
      const day = 1 + ((n * 5) % 9);
      const at = `2021-03-0${day}${n % 40 === 0 ? '' : `T${String(n % 24).padStart(2, '0')}:10:00Z`}`;
      const title = song % 3 === 0 ? `A &amp; B ${song}` : `Song ${song} ${day % 2}`;
      const d = ['Android 11', 'iPhone', 'Web', ''][(n * 11) % 4];
      const ms = n % 97 === 0 ? -5 : n % 89 === 0 ? 'x' : 1_000 * ((n * 13) % 400);
      const len = n % 6 === 0 ? null : 180 + (n % 501 === 0 ? 1 : 0) * 20 + (song % 5);
      const s = song === 5 ? ' ' : `s${song}`;
      return JSON.stringify({
        ...{ u: n % 1_001 === 0 ? 'a@b.org' : `u${(n * 3) % 307}`, s, t: title, a: `Singer ${song % 17}` },
        ...{ at: n % 777 === 0 ? '1970-01-01' : at, ms, len, d, k: n % 5 === 0 ? 'save' : 'play' },
      });
    }).join('\n');
  }

  type State = [
    events: object,
    repaired: object,
    tables: Awaited<ReturnType<typeof tableChecksums>>,
    keys: unknown[],
  ];

  async function stateOf(limits: Partial<LoadLimits>, text: string): Promise<State> {
    const loader = await newLoader({ limits });
    const { events, repaired } = await loader.load(await makeLogsFolder({ 'a.jsonl': text }), { mapping });
    return [events, repaired, await tableChecksums(loader.database), await keysOf(loader)];
  }

  it('are stored the same, however few rows are in memory', async () => {
    const text = records(3_000);
    const stored = await stateOf({}, text);
    const [, , { userDays }] = stored;
    expect(userDays!.rows).toBeGreaterThan(2_500);
    for (const rowBytes of [1, 2_000]) expect(await stateOf({ rowBytes }, text)).toEqual(stored);
  });

  it('are copied while another transaction has one of their days, and counted when it lets go', async () => {
    const lines = records(3_000).split('\n');
    const isFirst = (line: string): boolean => line.includes('"2021-03-01');
    const text = [...lines.filter((line) => !isFirst(line)), ...lines.filter(isFirst)].join('\n');
    const loader = await newLoader({ limits: { rowBytes: 10_000 } });
    const release = Promise.withResolvers<null>();
    const locked = Promise.withResolvers<null>();
    const other = loader.database.transaction(async (transaction) => {
      await transaction.query(LOCK_DAYS, [[pgDay('2021-03-01')]]);
      locked.resolve(null);
      await release.promise;
    });
    await locked.promise;
    const loading = loader.load(await makeLogsFolder({ 'a.jsonl': text }), { mapping });
    await until(() => isWaiting(loader), 'a load that waits for the day');
    const copied = `SELECT pg_relation_size('play_event_20210301') > 0 AS "areCopied"`;
    expect(await loader.database.query(copied)).toEqual([{ areCopied: true }]);
    release.resolve(null);
    await other;
    const { events, repaired } = await loading;
    const state = [events, repaired, await tableChecksums(loader.database), await keysOf(loader)];
    expect(state).toEqual(await stateOf({}, text));
  });

  it('have their ids stored where another transaction stores some of them meanwhile', async () => {
    const text = records(2_000);
    const loader = await newLoader({});
    let loading: ReturnType<typeof loader.load> | undefined;
    await loader.database.transaction(async (transaction) => {
      await transaction.query(`INSERT INTO user_key VALUES (${internalIdOf('u7')}, 'u7')`);
      loading = loader.load(await makeLogsFolder({ 'a.jsonl': text }), { mapping });
      await until(() => isWaiting(loader), 'a load that waits for the id');
    });
    const { events, repaired } = await loading!;
    const state = [events, repaired, await tableChecksums(loader.database), await keysOf(loader)];
    expect(state).toEqual(await stateOf({}, text));
  });
});

it('passes over what lakes hold beside data, and counts it', async () => {
  const data = '{"u":"ann","s":"s1","t":"2020-01-01T10:00:00Z"}\n';
  const mapping = readMapping('name: ours\nrecords: lines\nuser: u\nsong: s\ntime: t\n');
  const beside = ['_SUCCESS', '_temporary/0/part-9.jsonl', '.part-0.jsonl.crc', 'part-0.jsonl.CRC'];
  const others = ['x.jsonl.tmp', 'part-1.inprogress.1b', 'readme.md', 'part-0.jsonl.sha256'];
  const folder = await makeLogsFolder({
    ...Object.fromEntries([...beside, ...others].map((name) => [`dt=2020-01-01/${name}`, data])),
    'dt=2020-01-01/part-0.jsonl': data,
    'dt=2020-01-02/part-0.jsonl': '',
  });
  const passedOver = {
    ...{ '_*': 2, '.*': 1, '*.crc': 1, '*.tmp': 1, '*.inprogress*': 1, 'README.*': 1, '*.sha256': 1 },
    empty: 1,
  };
  expect(await loader.load(folder, { mapping })).toMatchObject({
    archives: { loaded: 1, refused: 0 },
    events: { play: 1 },
    passedOver,
  });
  // Of archives of Music Box an empty one is known by its name: coverage says that its day has none.
  const logs = await makeLogsFolder({ '20170401_1_play.log': '', _SUCCESS: '', 'x.json': '' });
  const numeric = await newLoader();
  expect(await numeric.load(logs)).toMatchObject({
    reasons: { empty: 1 },
    passedOver: { '_*': 1, empty: 1 },
  });
});

describe('columns of the path', () => {
  const yaml = (...lines: string[]): Mapping => readMapping(['name: lake', ...lines].join('\n'));
  const userDays = async (): Promise<string[]> => {
    const keys = await loader.database.query<{ text: string; day: string; plays: number }>(
      `SELECT k.text, day::text, plays FROM user_day JOIN user_key k USING (user_id) ORDER BY day, k.text`,
    );
    return keys.map(({ text, day, plays }) => `${day} ${text} ${plays}`);
  };
  const rows = [
    { u: 'ann', s: 's1' },
    { u: '', s: 's2' },
  ];

  it.each<[string, string, string | Buffer]>([
    ['lines', 'jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['array', 'json', JSON.stringify(rows)],
    ['csv', 'csv', 'u,s\nann,s1\n,s2\n'],
    ['parquet', 'parquet', parquetOf(rows)],
  ])('of Hive are columns of each record of %s', async (records, ending, content) => {
    const folder = await makeLogsFolder({
      [`dt=2020-01-01/country=d%C3%A9/part-0.${ending}`]: content,
      // The same bytes: another day is another content.
      [`dt=2020-01-02/country=__HIVE_DEFAULT_PARTITION__/part-0.${ending}`]: content,
      [`dt=2020-01-03/country=fr/part-0.${ending}`]: content,
      [`part-0.${ending}`]: content,
    });
    const user = 'user: { first: [u, path.country], otherwise: nobody }';
    const when = 'when: [{ column: path.country, not: fr }]';
    const mapping = yaml(`records: ${records}`, user, 'song: s', 'time: path.dt', when);
    expect(await loader.load(folder, { mapping })).toMatchObject({
      archives: { loaded: 2, refused: 2 },
      reasons: { columns_missing: 1, no_event: 1 },
      rejected: { record_not_selected: 2 },
    });
    const expected = ['2020-01-01 ann 1', '2020-01-01 d\u00e9 1', '2020-01-02 ann 1', '2020-01-02 nobody 1'];
    expect(await userDays()).toEqual(expected);
    expect(await loader.load(folder, { mapping })).toMatchObject({ archives: { loaded: 0, unchanged: 4 } });
  });

  it('of a pattern say who listened and on which day', async () => {
    const folder = await makeLogsFolder({
      'plays/ann/2020/01/05.csv': 's,n\ns1,1\n',
      'plays/bob/2020/01/06.csv': 's,n\ns1,1\ns2,2\n',
      'plays/bob/notes.csv': 's,n\ns1,1\n',
    });
    const members = ["path: 'plays/{listener}/{YYYY}/{MM}/{DD}.csv'", 'records: csv', 'user: path.listener'];
    const text = ['name: lake', ...members, 'song: s', 'time: path.day'].join('\n');
    expect(await loader.load(folder, { mapping: readMapping(text) })).toMatchObject({
      archives: { loaded: 2 },
      reasons: { file_not_mapped: 1 },
    });
    expect(await userDays()).toEqual(['2020-01-05 ann 1', '2020-01-06 bob 2']);
  });
});

it('says what a file is that needs a mapping', async () => {
  // One whose ids are numbers.
  const loader = await newLoader();
  const files = Object.fromEntries(Object.values(OWN_LOGS).flatMap((ofMapping) => Object.entries(ofMapping)));
  const { 'Playlist1.json': playlist, ...logs } = files;
  const folder = await makeLogsFolder({
    ...{
      ...logs,
      'x.json': playlist!,
      'notes.txt': 'Hello.',
      'a.csv': 'a,b,c\n1,2,3\n',
      'z.zip': 'PK\u0003\u0004',
    },
    ...{
      'packed.json.gz': gzipSync(files['StreamingHistory_music_0.json']!),
      '20170401_1_play.log': '[{"ms_played":1}]',
    },
  });
  expect((await loader.load(folder)).reasons).toEqual({
    ...{ looks_spotify_extended: 2, looks_spotify_account: 2, looks_lastfm: 1, looks_lastfm_plain: 1 },
    ...{
      looks_listenbrainz: 1,
      looks_apple_music: 2,
      looks_parquet: 1,
      looks_json: 1,
      looks_csv: 1,
      looks_zip: 1,
    },
    not_a_log_name: 1,
  });
});
