import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchivePageDto } from '../../../apps/ingest-service/src/archives/archive.dto.js';
import { readMapping } from '../../../apps/ingest-service/src/mapping/read-mapping.js';
import type { MappingCheckDto } from '../../../apps/ingest-service/src/mapping-checks/mapping-checks.dto.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { closeLoaders, newLoader } from './loader.js';
import { makeLogsFolder, manyPlays, play, removeLogsFolders } from './logs-folder.js';
import { rejectedLines } from './rejected-line-samples.js';

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
    '12345\n' + // 3018
    play(9, `z${'z'.repeat(20_000)}`, 5) + // 3019
    play(9, 'v', 5); // 3020
  const files = { '20170401_1_play.log': log, '20170402_1_play.log': `${play(1, 2, 3)}1\tbroken\n` };
  const NAME = '20170401_1_play.log';

  it('show the first three of each reason with their numbers and without addresses', async () => {
    const ingest = await started(files);
    expect((await load(ingest))['rejected']).toMatchObject({ song_id_malformed: 5 });
    const lines = await rejectedLines(ingest, NAME);
    expect(lines.map(({ line, reason, text }) => [line, reason, text.split('\t')[2]?.slice(0, 3)])).toEqual([
      [3_001, 'song_id_malformed', 'x'],
      [3_014, 'user_id_missing', '6'],
      [3_016, 'song_id_malformed', 'y'],
      [3_018, 'count_line', undefined],
      [3_019, 'song_id_malformed', 'zzz'],
    ]);
    expect(lines[2]!.text).toContain('111>=(99.9.99.9)TM');
    expect(lines[4]!.text).toHaveLength(16 * 1024);
    expect(await rejectedLines(ingest, '20170402_1_play.log')).toMatchObject([
      { line: 2, reason: 'too_few_fields' },
    ]);
  });

  it('are not stored where the settings say so', async () => {
    const ingest = await started(files, { REJECTED_LINES_KEEP_DAYS: '0' });
    expect((await load(ingest))['rejected']).toMatchObject({ song_id_malformed: 5 });
    expect(await rejectedLines(ingest, NAME)).toEqual([]);
  });
});

describe('rejected records of mapped files', () => {
  const MAPPING =
    'name: ours\nrecords: lines\nuser: who.id\nsong: s\ntime: t\ndrop: [ip, who.phone]\n' +
    'kind: { column: e, values: { play: play } }\nwhen: [{ column: test, not: true }]\n';
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

  it('are stored without dropped columns and addresses', async () => {
    const content =
      text(
        record('play', 1),
        record('listen', 1),
        record('listen', 2, { who: { id: 'bob' } }),
        record('play', 3, { t: 'later' }),
        record('play', 3, { test: true }),
        record('listen', 3, { mail: 'ann@example.org' }),
      ) + '{"no JSON\n';
    const ingest = await started({ 'a.jsonl': content });
    await ingest.ask('POST', '/admin/ingest/mappings', ADMIN, { text: MAPPING });
    expect((await load(ingest, 'ours'))['rejected']).toEqual({
      ...{ kind_unmapped: 3, day_unknown: 1, record_not_selected: 1, record_unreadable: 1 },
    });
    const lines = await rejectedLines(ingest, 'ours/play/a.jsonl');
    expect(lines.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'kind_unmapped'],
      [3, 'kind_unmapped'],
      [4, 'day_unknown'],
    ]);
    expect(JSON.parse(lines[0]!.text)).toEqual({
      ...{ who: { id: 'ann' }, s: 'song 1', t: '2024-01-01T10:00:00Z', e: 'listen' },
      from: '999.999.99.9',
    });
  });

  it('do not keep the texts of ids from being stored', async () => {
    const loader = await newLoader();
    const folder = await makeLogsFolder({
      'a.jsonl': text(record('play', 1, { t: '1999-01-01T10:00:00Z' }), record('play', 1)),
    });
    await loader.load(folder, { mapping: readMapping(MAPPING) });
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
