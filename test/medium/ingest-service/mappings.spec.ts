import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../apps/ingest-service/src/cli/main.js';
import { runHere } from '../../support/command-runs.js';
import type { EndedCommand } from '../../support/command-runs.js';
import { OWN_LOGS } from '../../support/own-logs.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, removeLogsFolders } from './logs-folder.js';

const OURS = 'name: ours\nrecords: lines\nuser: u\nsong: s\ntime: t\n';
const RECORD = '{"u":"ann","s":"song/1","t":"2024-01-01T10:00:00Z"}\n';

let ingest: IngestApp;
let logs: string;
let here: string;
let url: string;

const cli = (...args: string[]): Promise<EndedCommand> =>
  runHere(runCommand, [...args, '--url', url, '--key', ADMIN], { INIT_CWD: here });

beforeAll(async () => {
  logs = await makeLogsFolder({ 'b.jsonl': RECORD.replace('ann', 'bob') });
  await writeFile(join(logs, 'ours.yaml'), OURS);
  ingest = await startIngestApp(logs, {
    LOGS_MAPPING: join(logs, 'ours.yaml'),
    CLOSED_DAYS: '01-01',
  });
  await ingest.app.listen(0, '127.0.0.1');
  url = await ingest.app.getUrl();
  here = await makeLogsFolder({ ...OWN_LOGS['spotify-extended'], 'a.jsonl': RECORD, 'ours.yaml': OURS });
});

afterAll(async () => {
  await ingest.close();
  await removeLogsFolders();
});

it('say on which days nothing is expected, as the setting CLOSED_DAYS does', async () => {
  const store = (closed: string): ReturnType<IngestApp['ask']> =>
    ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text: `${OURS}closed: ${closed}\n` });
  const rules = () =>
    ingest.testDatabase.database.query(`SELECT source, rule FROM closed_day_rule ORDER BY source, rule`);
  const ofSetting = { source: 'CLOSED_DAYS', rule: '01-01' };
  await store('[saturday, 12-25]');
  expect(await rules()).toEqual([
    ofSetting,
    { source: 'mapping ours', rule: '12-25' },
    { source: 'mapping ours', rule: 'saturday' },
  ]);
  expect(await store('[saturdays]')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('is a weekday (saturday), a day of each year') as string },
  });
  await store('[]');
  expect(await rules()).toEqual([ofSetting]);
});

it('are listed, stored in place of one of their name, and refused with line and column', async () => {
  const store = (text: string): ReturnType<IngestApp['ask']> =>
    ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text });
  expect(await store(`${OURS}title: x\n`)).toMatchObject({
    status: 200,
    body: { name: 'ours' },
  });
  expect(await store(OURS)).toMatchObject({ status: 200 });
  expect(await store(OURS.replace('user', 'usr'))).toMatchObject({
    status: 400,
    body: {
      code: 'mapping_invalid',
      detail: expect.stringContaining('Line 3, column 1: usr is unknown') as string,
    },
  });
  expect(await store(OURS.replace('ours', 'lastfm'))).toMatchObject({
    status: 409,
    body: { code: 'mapping_built_in' },
  });
  const { body } = await ingest.ask<{ mappings: { name: string; text: string }[] }>(
    'GET',
    '/ingest/mappings',
    READ,
  );
  expect(body.mappings.find(({ name }) => name === 'ours')).toEqual({
    name: 'ours',
    text: OURS,
  });
  expect(body.mappings.map(({ name }) => name)).toContain('spotify-extended');
  expect(
    await ingest.ask('POST', '/admin/ingest/archives', ADMIN, { path: '.', mapping: 'none' }),
  ).toMatchObject({ status: 404, body: { code: 'mapping_unknown' } });
});

describe('a draft', () => {
  interface Draft {
    text: string;
    builtIn: string | null;
    columns: string[];
  }
  const ask = (path: string, body: object): ReturnType<IngestApp['ask']> =>
    ingest.ask('POST', `/ingest/mappings/${path}`, READ, body);
  const draftOf = async (name: string, head: string): Promise<Draft> =>
    (await ask('draft', { name, head })).body as Draft;
  const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');

  it.each(Object.keys(OWN_LOGS).filter((name) => name !== 'our-events'))(
    'knows files of %s',
    async (name) => {
      const [file, content] = Object.entries(OWN_LOGS[name]!)[0]!;
      expect(await draftOf(file, base64(content))).toMatchObject({ builtIn: name });
    },
  );

  it.each([
    [
      'lines with inner objects',
      'plays_2024.jsonl',
      [1, 2, 3]
        .map((n) => {
          const track = { id: `t${n}`, title: `T ${n}`, artist: 'A', duration: 200 };
          const record = { listener: { id: `u${n}` }, track, started_at: 1_704_103_200_000 + n, ip: '::1' };
          return `${JSON.stringify({ event: 'replay', ...record, played_ms: 90_000, client: 'iPhone' })}\n`;
        })
        .join(''),
      {
        ...{ user: 'u1', song: 't1', title: 'T 1', singer: 'A', playSeconds: 90, songSeconds: 200 },
        ...{ day: '2024-01-01', kind: 'play', query: null },
      },
      ['drop:\n  - ip', 'when:', 'android: android'],
    ],
    [
      'a CSV with semicolons',
      'Export.csv',
      'date;user_name;artist;song_title\n24.12.2023 20:15;ann;A;T\n25.12.2023 07:00;bob;B;U\n',
      { day: '2023-12-24', kind: 'play', user: 'ann', title: 'T', singer: 'A', playSeconds: null },
      ['delimiter: ;', 'lower: true'],
    ],
    [
      'a CSV of spaces whose columns say little',
      'CollegeMsg.txt',
      'Source Destination Timestamp\n1 2 1082040961\n3 4 1082155839\n',
      { day: '2004-04-15', kind: 'play', user: '1', song: '2' },
      ['delimiter: spaces', 'format: unix\n', 'Source is the user, Destination the song.'],
    ],
    [
      'columns that spaces align, without songs, of 1997',
      'CDNOW_master.txt',
      ' customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00023 19970112 12  7.00\n',
      { day: '1997-01-01', kind: 'play', user: '00001', song: 'any' },
      ['delimiter: spaces', 'format: YYYYMMDD', '# No column looks like a song'],
    ],
    [
      'a CSV of tabs in milliseconds, with bare quotes',
      'user_taggedartists-timestamps.dat',
      'userID\tartistID\ttag\ttimestamp\n2\t52\t12" mix\t1238536800000\n2\t63\t"live" cut\t1238536800000\n',
      { day: '2009-03-31', kind: 'play', user: '2', song: '52' },
      ['delimiter: "\\t"', 'format: unix_ms', 'quotes: none'],
    ],
    [
      'a CSV of pipes without a header',
      'plays.log',
      'ann|t 1|1 Jan 2024 10:00|0.5\nbob|t 2|12 Jan 2024 9:01|1.5\n',
      { day: '2024-01-01', kind: 'play', user: 'ann', song: 't 1' },
      ['delimiter: "|"', 'header:\n  - column1\n', 'format: D MMM YYYY HH:mm'],
    ],
    [
      'a CSV of R, with a column of row numbers that has no name',
      'purchases.csv',
      '"","date","household_id","product_id"\n"1","2017-01-01 11:53 PM",900,1\n"2","2017-01-02 1:02 AM",901,2\n',
      { day: '2017-01-01', kind: 'play', user: '900', song: '1' },
      ['# Of the first 2 records: 2 events, 2 users, 2 songs, 2 days (2017-01-01 to 2017-01-02).\n'],
    ],
    [
      'what looks like an export of Last.fm',
      'other.csv',
      'uts,listener,track\n1674553320,ann,T\n1674553320,bob,T\n',
      { day: '2023-01-24', kind: 'play', user: 'ann', title: 'T' },
      ['# The built-in mapping lastfm does not fit. ', 'format: unix\n'],
    ],
    [
      'a table of events',
      'events.parquet',
      OWN_LOGS['our-events']!['events.parquet']!,
      { day: '2024-02-27', kind: 'play', user: 'u/1', song: 't1', playSeconds: 90 },
      ['stream: play', 'save: download', 'query: search'],
    ],
    [
      'a table in folders of Hive, without times nor users',
      'lake/our_plays/dt=2024-02-03/user_id=ann/part-0.jsonl',
      '{"track_id":"t1","title":"T"}\n{"track_id":"t2","title":"U"}\n',
      { day: '2024-02-03', kind: 'play', user: 'ann', song: 't1' },
      ['name: our-plays\n', 'time: path.dt', 'user: path.user_id', '# Each record also has path.dt, path.'],
    ],
    [
      'a CSV in folders of days',
      'lake/ann/2024/02/03/events.csv',
      'track,listener\nt1,ann\nt2,bob\n',
      { day: '2024-02-03', kind: 'play', user: 'ann' },
      ['name: ann\n', 'path: "{YYYY}/{MM}/{DD}/*"', 'time: path.day'],
    ],
  ])('of %s reads it', async (_, name, content, event, parts) => {
    const head = base64(content);
    const draft = await draftOf(name, head);
    expect(draft.builtIn).toBeNull();
    for (const part of parts) expect(draft.text).toContain(part);
    const check = await ask('check', { name, head, mapping: draft.text, isWhole: true });
    expect(check).toMatchObject({ status: 200, body: { refusal: null } });
    const { firstEvents } = check.body as { firstEvents: object[] };
    expect(firstEvents[0]).toMatchObject(event);
  });

  it('is refused of what is no log, and of damaged bytes', async () => {
    expect(await ask('draft', { name: 'a.txt', head: base64('Hello.') })).toMatchObject({
      status: 400,
      body: { code: 'file_unrecognised' },
    });
    expect(await ask('draft', { name: 'a.gz', head: base64('\u001f\u008b\bxxxxxxxxxxxxx') })).toMatchObject({
      status: 400,
    });
    const wide = base64(Buffer.from(RECORD, 'utf16le'));
    expect(await ask('draft', { name: 'a.jsonl', head: wide })).toMatchObject({
      status: 400,
      body: { code: 'utf_16' },
    });
    expect(await ask('check', { name: 'a.jsonl', head: wide, mapping: OURS })).toMatchObject({
      body: { refusal: { reason: 'utf_16' } },
    });
  });

  it('is checked: events, rejections, and a record that the end of the head cuts', async () => {
    const head = base64(RECORD + RECORD.replace('2024', '24') + RECORD.slice(0, 20));
    expect(await ask('check', { name: 'a.jsonl', head, mapping: OURS })).toMatchObject({
      status: 200,
      body: {
        ...{ refusal: null, records: 2, events: { play: 1 }, rejected: { day_unknown: 1 } },
        ...{ firstDay: '2024-01-01', lastDay: '2024-01-01', users: 1, songs: 1, days: 1 },
        firstRejected: [{ record: 2, reason: 'day_unknown', text: RECORD.replace('2024', '24').trim() }],
      },
    });
    expect(await ask('check', { name: 'a', head, mapping: `${OURS}files: '*.csv'\n` })).toMatchObject({
      body: { refusal: { reason: 'file_not_mapped' } },
    });
    expect(await ask('check', { name: 'a', head, mapping: 'name: x' })).toMatchObject({
      status: 400,
      body: { code: 'mapping_invalid' },
    });
  });
});

describe('npm run ingest', () => {
  it('shows what a file would become, and loads nothing', async () => {
    const file = 'Streaming_History_Audio_2019_0.json';
    const { code, out, error } = await cli('--check', file, '--mapping', 'spotify-extended');
    expect([code, error]).toEqual([0, '']);
    expect(out).toContain('2019-03-01  play  ann  spotify:track:1  Hello, "World"  Ann & Bob  215');
    expect(out).toContain('Records:  4.\nEvents:   2 play, 2019-03-01 to 2019-03-02.');
    expect(out).toContain('Of them:  1 users, 2 songs, 2 days.');
    expect(out).toMatch(/1 {2}record_not_selected: The member/);
    expect(out).toContain('First of each reason:\n  day_unknown, record 4: {"ts":"yesterday",');
    expect(out).toContain('Passed over in folders: hidden and empty files, and _*, *.crc,');
    expect(await cli('--check', 'a.jsonl', '--mapping', 'lastfm')).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /^Refused: columns_missing: .*There is no column artist, track, uts\./,
      ) as string,
    });
    expect((await cli('--check', 'a.jsonl')).error).toContain('--check needs --mapping');
    expect((await cli('--check', 'a.jsonl', '--mapping', 'nothing')).error).toContain(
      'one of spotify-extended',
    );
  });

  it('prints a draft of a mapping', async () => {
    const { code, out } = await cli('--draft', 'a.jsonl');
    expect(code).toBe(0);
    expect(out).toContain('records: lines\n');
    expect(out).toMatch(/^name: logs-[a-z0-9-]+-a$/m);
    expect(out).toMatch(/^# .*\n# By their places alone, as the first columns, u is the user, s the song\./);
  });

  it('says what a file is that needs a mapping, by name, and ends with 1', async () => {
    const { code, out } = await cli('.');
    expect(code).toBe(1);
    expect(out).toMatch(
      /looks_spotify_extended: .*--mapping spotify-extended\. \(Streaming_History_Audio_2019_0\.json\)/,
    );
  });

  it('sends a mapping and the files that it reads, once', async () => {
    expect(await cli('a.jsonl', '--mapping', 'ours.yaml')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Archives: 1 loaded\.\nEvents: {3}1 play\./) as string,
    });
    expect((await cli('a.jsonl', '--mapping', 'ours')).out).toContain('Archives: 1 unchanged.');
    // Of two folders with equal names.
    for (const day of ['1', '2']) {
      await mkdir(join(here, 'lake', day), { recursive: true });
      await writeFile(join(here, 'lake', day, 'part-0.jsonl'), RECORD.replace('ann', `of ${day}`));
    }
    expect((await cli('lake', '--mapping', 'ours')).out).toContain('Archives: 2 loaded.');
    expect((await cli('lake/2', '--mapping', 'ours')).out).toContain('Archives: 1 unchanged.');
    const { body } = await ingest.ask<{ archives: object[] }>('GET', '/ingest/archives', READ);
    expect(body.archives).toHaveLength(3);
    expect(body.archives.slice(0, 1)).toMatchObject([
      {
        name: `ours/play/${hostname()}:${await realpath(here)}/a.jsonl`,
        kind: 'play',
        state: 'loaded',
        eventCount: 1,
      },
    ]);
  });

  it('sends files with their paths, which have columns', async () => {
    await mkdir(join(here, 'pond/eve'), { recursive: true });
    await writeFile(join(here, 'pond/eve/x.csv'), 's,t\ns1,2024-01-05\n');
    await writeFile(join(here, 'pond/x.csv'), 's,t\ns1,2024-01-05\n');
    const pond = "name: pond\npath: 'pond/{user}/*.csv'\nrecords: csv\nuser: path.user\nsong: s\ntime: t\n";
    await writeFile(join(here, 'pond.yaml'), pond);
    const { out } = await cli('pond', '--mapping', 'pond.yaml');
    expect(out).toMatch(/Archives: 1 refused, 1 loaded\.[^]*file_not_mapped/);
    expect((await cli('pond', '--mapping', 'pond.yaml')).out).toContain('Archives: 1 refused, 1 unchanged.');
    const { body } = await ingest.ask('GET', '/ingest/users/eve/days', READ);
    expect(body).toMatchObject({ days: [{ day: '2024-01-05' }] });
    expect((await cli('--check', 'pond/eve/x.csv', '--mapping', 'pond.yaml')).out).toContain(
      '  play  eve  s1',
    );
    const unmatched = await cli('--check', 'pond/x.csv', '--mapping', 'pond.yaml');
    expect(unmatched.error).toContain('pond/{user}/*.csv, does not match');
  });

  it('prints each problem of a mapping', async () => {
    await writeFile(join(here, 'wrong.yaml'), `${OURS}secnds: x\nlenght: y\n`);
    const { code, error } = await cli('a.jsonl', '--mapping', 'wrong.yaml');
    expect(code).toBe(1);
    expect(error).toMatch(/is wrong\.\nLine 6, column 1: secnds is unknown, the nearest member is seconds/);
  });

  it('takes the mapping that the platform was started with, unless there is to be none', async () => {
    const access = { ingest: { url }, adminKey: ADMIN, mapping: join(here, 'ours.yaml') };
    await writeFile(join(here, 'access.json'), JSON.stringify(access));
    await writeFile(join(here, 'more.jsonl'), RECORD.replace('ann', 'eve'));
    const more = (...args: string[]): Promise<EndedCommand> =>
      runHere(runCommand, ['more.jsonl', '--data', '.', ...args], { INIT_CWD: here });
    expect((await more()).out).toContain('Archives: 1 loaded.');
    expect((await more('--no-mapping')).out).toContain('Archives: 1 refused.');
  });
});

it('of the setting LOGS_MAPPING reads the logs folder and is stored, and archives are deleted by name', async () => {
  await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text: `${OURS}title: x\n` });
  expect((await ingest.runJob('/admin/ingest/archives', { path: 'b.jsonl' })).result).toMatchObject({
    archives: { loaded: 1 },
  });
  const { body } = await ingest.ask<{ mappings: object[] }>('GET', '/ingest/mappings', READ);
  expect(body.mappings).toContainEqual({ name: 'ours', text: OURS });
  const deletion = await ingest.ask<{ id: string }>(
    'DELETE',
    `/admin/ingest/archives/${encodeURIComponent('ours/play/b.jsonl')}`,
    ADMIN,
  );
  expect(await ingest.endOfJob(deletion.body.id)).toMatchObject({
    result: { events: 1, days: ['2024-01-01'] },
  });
});
