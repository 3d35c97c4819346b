import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ArchiveDetailDto,
  ArchivePageDto,
} from '../../../apps/ingest-service/src/archives/archive.dto.js';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import type { MappingCheckDto } from '../../../apps/ingest-service/src/mapping-checks/mapping-checks.dto.js';
import type {
  RejectedLineDto,
  RejectedLinesDto,
} from '../../../apps/ingest-service/src/rejected-lines/rejected-lines.dto.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { closeLoaders, newLoader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, removeLogsFolders, search } from './logs-folder.js';
import { tableState } from './table-state.js';
import type { TableState } from './table-state.js';

const open: IngestApp[] = [];
/** The logs folder of the service that was started last. */
let logs: string;

async function started(
  files: Record<string, string>,
  settings: Record<string, string> = {},
): Promise<IngestApp> {
  logs = await makeLogsFolder(files);
  const ingest = await startIngestApp(logs, settings);
  open.push(ingest);
  return ingest;
}

afterEach(async () => {
  for (const ingest of open.splice(0)) await ingest.close();
  await closeLoaders();
});
afterAll(removeLogsFolders);

async function load(ingest: IngestApp, mapping?: string, replace = false): Promise<Record<string, unknown>> {
  const { state, result } = await ingest.runJob('/admin/ingest/archives', { path: '.', mapping, replace });
  expect(state).toBe('succeeded');
  return result;
}

async function listed(ingest: IngestApp, query = ''): Promise<RejectedLineDto[]> {
  const { body } = await ingest.ask<RejectedLinesDto>(
    'GET',
    `/ingest/rejected-lines?limit=200${query}`,
    READ,
  );
  return body.lines;
}

async function replay(ingest: IngestApp, name: string): Promise<Record<string, unknown>> {
  const { state, result, error } = await ingest.runJob(
    `/admin/ingest/archives/${encodeURIComponent(name)}/replay`,
    {},
  );
  expect([state, error]).toEqual(['succeeded', null]);
  return result;
}

/** What a load has made of its lines, but for what was repaired and shown of it, and how titles were named. */
function madeOf({ archives, songs, ...state }: TableState): object {
  const counts = archives.map(({ identity, line_count: lines, event_count: events, rejected }) => {
    return { identity, lines, events, rejected };
  });
  return { ...state, archives: counts, songs: songs.map((song) => ({ ...song, named_in: null })) };
}

describe('rejected lines of logs', () => {
  // Plain lines around them are read by the kernel; a row broken in two is joined.
  const whole = play(7, 5, 100, 200, 'in two');
  const log =
    manyPlays(1, 3_000) +
    play(8, 'x', 5) + // 3001
    whole.replace('in two', 'in \n two') + // 3002 and 3003
    manyPlays(2, 10) +
    play('', 6, 5) + // 3014
    '\n' +
    play(9, 'y', '111>=(10.1.22.3)TM') + // 3016
    play(9, 'me@example.org', 5) + // 3017
    '12345\n'; // 3018
  const files = { '20170401_1_play.log': log, '20170402_1_play.log': `${play(1, 2, 3)}1\tbroken\n` };

  it('are listed with their numbers and without addresses, newest archives first, page by page, and exported', async () => {
    const ingest = await started(files);
    await load(ingest);
    const all = await listed(ingest);
    expect(all.map(({ line, reason, text }) => [line, reason, text.split('\t')[2]])).toEqual([
      [2, 'too_few_fields', undefined],
      [3_001, 'song_id_malformed', 'x'],
      [3_014, 'user_id_missing', '6'],
      [3_016, 'song_id_malformed', 'y'],
      [3_018, 'count_line', undefined],
    ]);
    expect(all[3]!.text).toContain('111>=(99.9.99.9)TM');
    expect(all[1]).toMatchObject({
      archive: '20170401_1_play.log',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const pages: RejectedLineDto[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await ingest.ask<RejectedLinesDto>('GET', `/ingest/rejected-lines?limit=2${at}`, READ);
      pages.push(...page.body.lines);
      cursor = page.body.nextCursor;
    }
    expect(pages).toEqual(all);
    expect(await listed(ingest, '&archive=20170401_1_play.log.gz&reason=song_id_malformed')).toEqual([
      all[1],
      all[3],
    ]);
    const { text } = await ingest.ask('GET', '/admin/ingest/rejected-lines/export.ndjson', ADMIN);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual(all);
  });

  it('are as many as the settings say, for as long', async () => {
    const ingest = await started(files, { REJECTED_LINES_MOST: '2' });
    await load(ingest);
    expect((await listed(ingest)).map(({ line }) => line)).toEqual([2, 3_001, 3_014]);
    const [archive] = (await ingest.ask<ArchivePageDto>('GET', '/ingest/archives', READ)).body.archives;
    const detail = await ingest.ask<ArchiveDetailDto>('GET', `/ingest/archives/${archive!.id}`, READ);
    expect(detail.body.rejections.find(({ name }) => name === 'song_id_malformed')).toMatchObject({
      count: 3,
      samples: [expect.stringContaining('\tx\t') as string],
    });
    const none = await started(files, { REJECTED_LINES_KEEP_DAYS: '0' });
    expect((await load(none))['rejected']).toMatchObject({ song_id_malformed: 3 });
    expect(await listed(none)).toEqual([]);
  });

  it('become events when a rule has changed, as if they had been loaded so', async () => {
    // The stored line changes in place of the rule.
    const mended: Record<string, [bad: string, good: string]> = {
      '20170401_1_play.log': [play(8, 'x', 5), play(8, 3, 5)],
      '20170401_1_down.log': ['5 \tip\n', download(5, 77)],
      '1_1_search.log': [search(6, 'soon', 'q'), search(6, '2017-04-03 10:00:00', 'q')],
      'down_ds.csv': ['4,z,2017-04-05\n', '4,9,2017-04-05\n'],
    };
    const good: Record<string, string> = {
      '20170401_1_play.log': play(8, 3, 6) + play(7, 3, 7),
      '20170401_1_down.log': download(5, 78),
      '1_1_search.log': search(5, '2017-04-02 10:00:00', 'q'),
      'down_ds.csv': 'uid,song_id,date\n3,9,2017-04-04\n',
    };
    const names = Object.keys(mended);
    const logsOf = (which: 0 | 1): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, good[name]! + mended[name]![which]]));
    const [loader, expected] = [await newLoader(), await newLoader()];
    await loader.load(await makeLogsFolder(logsOf(0)));
    await expected.load(await makeLogsFolder(logsOf(1)));
    for (const name of names) {
      expect(await loader.replay(name)).toBe(0);
      const line =
        name === 'down_ds.csv' ? '{"uid":"4","song_id":"9","date":"2017-04-05"}' : mended[name]![1].trimEnd();
      await loader.database.query(
        'UPDATE rejected_line SET line = $1 WHERE archive_id = (SELECT id FROM archive WHERE name = $2)',
        [line, name],
      );
      expect(await loader.replay(name)).toBe(1);
      expect(await loader.replay(name)).toBe(0);
    }
    const [state, wanted] = [loader, expected].map(async ({ database }) =>
      madeOf(await tableState(database)),
    );
    expect(await state).toEqual(await wanted);
  });
});

describe('rejected records of mapped files', () => {
  const V1 =
    'name: ours\nrecords: lines\nuser: who.id\nsong: s\ntime: t\ndrop: [ip, who.phone]\n' +
    'kind: { column: e, values: { play: play } }\nwhen: [{ column: test, not: true }]\n';
  const V2 = V1.replace('{ play: play }', '{ play: play, listen: play }');
  const record = (e: string, day: number, more = {}): object => ({
    ...{
      who: { id: 'ann', phone: '555' },
      s: `song ${day}`,
      t: `2024-01-0${day}T10:00:00Z`,
      e,
      ip: '10.0.0.1',
    },
    ...{ from: '192.168.20.4', ...more },
  });
  const text = (...records: object[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join('');
  const content =
    text(
      record('play', 1),
      record('listen', 1),
      record('listen', 2, { who: { id: 'bob' } }),
      record('play', 3, { t: 'later' }),
      record('play', 3, { test: true }),
      record('listen', 3, { mail: 'ann@example.org' }),
    ) + '{"no JSON\n';

  it('are stored without dropped columns, and read again by the present version of the mapping', async () => {
    const ingest = await started({ 'a.jsonl': content });
    const store = (mapping: string) => ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text: mapping });
    await store(V1);
    await load(ingest, 'ours');
    const lines = await listed(ingest);
    expect(lines.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'kind_unmapped'],
      [3, 'kind_unmapped'],
      [4, 'day_unknown'],
    ]);
    expect(JSON.parse(lines[0]!.text)).toEqual({
      ...{ who: { id: 'ann' }, s: 'song 1', t: '2024-01-01T10:00:00Z', e: 'listen' },
      from: '999.999.99.9',
    });
    await store(V2);
    const archive = 'ours/play/a.jsonl';
    expect(await replay(ingest, archive)).toEqual({ name: archive, lines: 3, events: 2 });
    expect(await replay(ingest, archive)).toEqual({ name: archive, lines: 1, events: 0 });
    const replayed = await tableState(ingest.testDatabase.database);
    expect(replayed.archives).toMatchObject([
      {
        ...{ line_count: '7', event_count: '3' },
        rejected: { kind_unmapped: 1, day_unknown: 1, record_not_selected: 1, record_unreadable: 1 },
      },
    ]);
    // The whole file makes one event more: the record with an e-mail address was not stored.
    await writeFile(join(logs, 'a.jsonl'), content.replace('ann@example.org', ''));
    expect(await load(ingest, 'ours')).toMatchObject({ events: { play: 4 }, lines: 7 });
    expect(await ingest.ask('POST', '/admin/ingest/archives/none/replay', ADMIN)).toMatchObject({
      status: 404,
      body: { code: 'archive_unknown' },
    });
  });

  it('leave what a load of the whole file by the new mapping makes', async () => {
    const [loader, expected] = [await newLoader(), await newLoader()];
    const folder = await makeLogsFolder({ 'a.jsonl': content.replace('ann@example.org', '') });
    await loader.load(folder, { mapping: readMapping(V1) });
    await loader.database.query(`INSERT INTO mapping (name, text) VALUES ('ours', $1)`, [V2]);
    expect(await loader.replay('ours/play/a.jsonl')).toBe(3);
    await expected.load(folder, { mapping: readMapping(V2) });
    const [state, wanted] = [await tableState(loader.database), await tableState(expected.database)];
    expect(madeOf(state)).toEqual(madeOf(wanted));
    const texts = 'SELECT text FROM user_key UNION ALL SELECT text FROM song_key ORDER BY 1';
    expect(await loader.database.query(texts)).toEqual(await expected.database.query(texts));
  });

  it('do not keep the texts of ids from being stored', async () => {
    const loader = await newLoader();
    const folder = await makeLogsFolder({
      'a.jsonl': text(record('play', 1, { t: '1999-01-01T10:00:00Z' }), record('play', 1)),
    });
    await loader.load(folder, { mapping: readMapping(V1) });
    expect(await loader.database.query('SELECT text FROM user_key')).toEqual([{ text: 'ann' }]);
  });
});

describe('the check of a mapping', () => {
  const RECORDS = Array.from(
    { length: 40 },
    (_, n) => `{"user":${1 + (n % 7)},"track":${n},"started_at":"2024-05-0${1 + (n % 9)}T10:00:00Z"}\n`,
  ).join('');

  it('answers as a load into this database does, and a draft has its form of ids', async () => {
    const ingest = await started({ 'a.jsonl': RECORDS }, { EARLIEST_DAY: '2024-05-02' });
    const head = Buffer.from(RECORDS).toString('base64');
    const body = { name: 'a.jsonl', head };
    const draft = async () =>
      (await ingest.ask<{ text: string }>('POST', '/ingest/mappings/draft', READ, body)).body.text;
    const check = async (mapping: string) =>
      (
        await ingest.ask<MappingCheckDto>('POST', '/ingest/mappings/check', READ, {
          ...{ ...body, isWhole: true, mapping },
        })
      ).body;
    const store = (text: string) => ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text });
    expect(await draft()).not.toContain('ids:');
    const text = 'name: ours\nrecords: lines\nuser: user\nsong: track\ntime: started_at\n';
    const numeric = `${text}ids: numeric\n`;
    await store(numeric);
    const checked = await check(numeric);
    expect(checked).toMatchObject({ refusal: null, events: { play: 35 }, rejected: { day_implausible: 5 } });
    await load(ingest, 'ours');
    const [loaded] = (await ingest.ask<ArchivePageDto>('GET', '/ingest/archives', READ)).body.archives;
    expect(loaded).toMatchObject({ eventCount: 35, rejected: checked.rejected });
    expect((await check(text)).refusal).toMatchObject({ reason: 'other_id_form' });
    await store(text.replace('ours', 'theirs'));
    expect(await ingest.runJob('/admin/ingest/archives', { path: '.', mapping: 'theirs' })).toMatchObject({
      state: 'failed',
    });
    expect(await draft()).toContain('ids: numeric\n');
  });

  it('leaves out erased users, dropped days and known plays, as a load does', async () => {
    const mapping =
      'name: ours\nfiles: "*.jsonl"\nrecords: lines\nuser: user\nsong: track\ntime: started_at\nevent: [track, started_at]\n';
    const ingest = await started({ 'a.jsonl': RECORDS });
    const ask = (path: string, body: object) => ingest.ask<MappingCheckDto>('POST', path, ADMIN, body);
    await ask('/admin/ingest/mappings', { text: mapping });
    await load(ingest, 'ours');
    const drop = { before: '2024-05-03', everything: true };
    expect(await ingest.runJob('/admin/ingest/retention', drop)).toMatchObject({ state: 'succeeded' });
    expect((await ask('/admin/users/erase', { userIds: ['1'] })).status).toBe(202);
    const check = async (name: string, content: string) => {
      const head = Buffer.from(content).toString('base64');
      return (await ask('/ingest/mappings/check', { name, head, mapping, isWhole: true })).body;
    };
    // Half of them again, some in the file itself, and others that are new.
    const again = RECORDS.split('\n').slice(0, 20).join('\n');
    const content = `${again}\n${RECORDS.replaceAll('T10', 'T11')}${RECORDS.replaceAll('T10', 'T11')}`;
    const checked = await check('b.jsonl', content);
    expect(Object.keys(checked.rejected).sort()).toEqual(['day_dropped', 'event_repeated', 'user_erased']);
    await writeFile(join(logs, 'b.jsonl'), content);
    await load(ingest, 'ours');
    const { archives } = (await ingest.ask<ArchivePageDto>('GET', '/ingest/archives', READ)).body;
    const loaded = archives.find(({ name }) => name.endsWith('b.jsonl'))!;
    expect({ play: loaded.eventCount }).toEqual(checked.events);
    expect(loaded.rejected).toEqual(checked.rejected);
    const ofDropped = RECORDS.split('\n')
      .filter((line) => line.includes('2024-05-01'))
      .join('\n');
    expect((await check('c.jsonl', ofDropped)).refusal).toMatchObject({ reason: 'day_dropped' });
    await writeFile(join(logs, 'c.jsonl'), ofDropped);
    expect(await load(ingest, 'ours')).toMatchObject({ archives: { dropped: 1 } });
  });
});
