import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ArchiveDto as Archive } from '../../../apps/ingest-service/src/archives/archive.dto.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { play, tarGz } from './logs-folder.js';

const raw = (...lines: string[]): string =>
  lines.map((line) => `${line.replaceAll('·', ' ').replaceAll('→', '\t')}\n`).join('');

/** Real lines of the original logs, under names and in packings of all shapes. */
const REAL = {
  '20170301_play.log.gz': gzipSync(
    raw(
      '264715',
      '290416',
      '154422682·→ar·→20870993·→1·→用情·→狮子合唱团·→22013·→332·→0',
      "154422630·→ar·→3385963·→1·→Baby, Don't Cry(人鱼的眼泪)·→EXO·→235868·→235·→0",
      '154829204·→ar·→6112434·→0·→草原一枝花(22秒铃声版)',
      '·→乌兰图雅·→2·→22·→0',
    ),
  ),
  '20170401_3_play.log': raw(
    '168547035→ar→2835290→2→江南Style(纽约版)→Psy→111>=(203.0.113.7)TM→0→0',
    '168550892→ar→23491655→0→裂心→林志炫→254→254→0',
    '168530895→ar→0→1→Crave(Alex Presto...→Dia Frampton→264→265→0',
  ),
};

const service = useIngestApp(async () => ({
  ...REAL,
  '20170401_3_down.log.tar.gz': await tarGz(
    raw(
      '168019810·→ar·→442554·→小酒窝·→林俊杰&蔡卓妍·→0',
      '167654366·→ip·→399860·→·→·→0',
      '167654366·→ip·→399860·→·→·',
    ),
  ),
  '1_1_search.log.tar.gz': await tarGz(
    raw('154436633·→ip·→2017-03-01 00:00:24·→%e9%83%ad%e5%be%b7%e7%ba%b2', '168014864·→ar·→x·→mc'),
  ),
  '3_1.uids.gz': gzipSync('168014864     a0:b1:c2:d3:e4:f5\n'),
  'later/20170402_1_play.log': play(168550892, 23491655, 254, 254, '裂心'),
}));
beforeAll(() => symlink('/etc', join(service.logs, 'etc')));

interface Body {
  code?: string;
  detail?: string;
  state?: string;
  progress?: { fraction: number; detail: Record<string, number> };
  result?: Record<string, unknown>;
  archives?: Archive[];
  nextCursor?: string | null;
}

const ask = (method: 'GET' | 'POST', url: string, key: string | null, payload?: object) =>
  service.ask<Body>(method, url, key, payload);

async function load(path: string): Promise<Body> {
  return await service.runJob('/admin/ingest/archives', { path });
}

describe('a load', () => {
  it('of real lines ends in counts by reason and rule', async () => {
    const { state, result, progress } = await load('.');
    expect(state).toBe('succeeded');
    expect(result).toEqual({
      archives: { loaded: 5, partial: 0, refused: 2, duplicate: 0, unchanged: 0 },
      reasons: { not_a_log_name: 1, outside_logs_folder: 1 },
      refused: [
        { name: '3_1.uids.gz', reason: 'not_a_log_name' },
        { name: 'etc', reason: 'outside_logs_folder' },
      ],
      replaced: [],
      vanished: { files: 0, names: [] },
      passedOver: {},
      events: { play: 7, download: 2, search: 1 },
      lines: 14,
      rejected: { count_line: 2, broken_row: 1, day_unknown: 1 },
      repaired: {
        play_seconds_absurd: 1,
        play_seconds_milliseconds: 1,
        play_seconds_address: 1,
        row_joined: 1,
        song_id_unknown: 1,
        query_percent_decoded: 1,
      },
      bytes: expect.any(Number) as number,
      seconds: expect.any(Number) as number,
    });
    expect(progress).toMatchObject({
      fraction: 1,
      detail: { archivesDone: 5, lines: 14, events: 10, rejected: 4 },
    });
  });

  it('again, and of one archive only, loads nothing twice', async () => {
    expect(await load('.')).toMatchObject({ result: { archives: { loaded: 0, unchanged: 5 } } });
    expect(await load('later/20170402_1_play.log')).toMatchObject({
      result: { archives: { loaded: 0, unchanged: 1, refused: 0 } },
    });
  });

  it.each([
    ['..', 400, 'path_outside'],
    ['later/../../x', 400, 'path_outside'],
    ['/etc', 400, 'path_outside'],
    ['etc', 400, 'path_outside'],
    ['etc/hostname', 400, 'path_outside'],
    ['a\0b', 400, 'validation_failed'],
    ['nothing-here', 404, 'path_unknown'],
    ['', 400, 'validation_failed'],
    ['x'.repeat(2000), 400, 'validation_failed'],
  ])('of %j is refused', async (path, status, code) => {
    const { status: answered, body } = await ask('POST', '/admin/ingest/archives', ADMIN, { path });
    expect([answered, body.code]).toEqual([status, code]);
    expect(body.detail).not.toContain(service.logs);
  });
});

describe('the list of archives', () => {
  it('tells what became of each', async () => {
    const { status, body } = await ask('GET', '/ingest/archives', READ);
    expect(status).toBe(200);
    expect(body.archives!.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['1_1_search.log.tar.gz', 'loaded', null],
      ['20170301_play.log.gz', 'loaded', null],
      ['20170401_3_down.log.tar.gz', 'loaded', null],
      ['20170401_3_play.log', 'loaded', null],
      ['20170402_1_play.log', 'loaded', null],
      ['3_1.uids.gz', 'refused', 'not_a_log_name'],
      ['etc', 'refused', 'outside_logs_folder'],
    ]);
    expect(body.archives![1]).toMatchObject({
      kind: 'play',
      day: '2017-03-01',
      part: null,
      lineCount: 5,
      eventCount: 3,
      rejected: { count_line: 2 },
      meaning: null,
    });
    expect(body.archives![5]!.meaning).toContain('YYYYMMDD');
    expect(body.nextCursor).toBeNull();
    expect(JSON.stringify(body)).not.toMatch(/203\.0\.113|a0:b1/);
  });

  it('comes in pages, and by state', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask('GET', `/ingest/archives?state=loaded&limit=2${query}`, READ);
      names.push(...body.archives!.map(({ name }) => name));
      cursor = body.nextCursor ?? '';
    } while (cursor !== '');
    expect(names).toHaveLength(5);
    expect(new Set(names).size).toBe(5);
  });

  it('is summed up', async () => {
    const { archives } = (await ask('GET', '/ingest/archives', READ)).body;
    const sum = (counts: number[]): number => counts.reduce((all, count) => all + count, 0);
    const loaded = archives!.filter(({ state }) => state === 'loaded');
    expect((await ask('GET', '/ingest/archives/summary', READ)).body).toEqual({
      archives: 7,
      posted: 0,
      newest: Math.max(...archives!.map(({ id }) => id)),
      refused: 2,
      partial: 0,
      events: sum(archives!.map(({ eventCount }) => eventCount)),
      lines: sum(archives!.map(({ lineCount }) => lineCount)),
      rejected: sum(archives!.flatMap(({ rejected }) => Object.values(rejected))),
      leftOut: 0,
      changedAt: loaded
        .map(({ finishedAt }) => finishedAt)
        .sort()
        .at(-1),
      synthetic: false,
    });
  });

  it('comes newest day first, archives without a day last, and of one day', async () => {
    const all: (string | null)[] = [];
    let cursor = '';
    do {
      const { body } = await ask('GET', `/ingest/archives?order=newest&limit=2${cursor}`, READ);
      all.push(...body.archives!.map(({ day }) => day));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    const sorted = all.toSorted((a, b) => (b ?? '').localeCompare(a ?? ''));
    expect(all).toEqual(sorted);
    expect(all.length).toBeGreaterThan(5);
    const newest = await ask('GET', `/ingest/archives?day=${all[0]!}`, READ);
    expect(newest.body.archives).toHaveLength(all.filter((day) => day === all[0]).length);
  });

  it('is narrowed to those of which a rule rejected lines', async () => {
    const { body } = await ask('GET', '/ingest/archives?rejectedBy=count_line', READ);
    expect(body.archives!.map(({ name }) => name)).toEqual(['20170301_play.log.gz']);
  });
});

describe('one archive', () => {
  it('shows each reason and rule with its meaning and count', async () => {
    const { archives } = (await ask('GET', '/ingest/archives', READ)).body;
    const { id } = archives!.find(({ name }) => name === '20170401_3_play.log')!;
    const { status, body } = await ask('GET', `/ingest/archives/${id}`, READ);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      state: 'loaded',
      rejections: [],
      repairs: expect.arrayContaining([
        {
          name: 'play_seconds_address',
          meaning: expect.stringContaining('the address never is') as string,
          count: 1,
          samples: [],
        },
      ]) as object,
    });
    expect(JSON.stringify(body)).not.toMatch(/203\.0\.113|168547035/);
  });

  it('that is none is not found', async () => {
    expect((await ask('GET', '/ingest/archives/999999', READ)).body.code).toBe('archive_unknown');
  });
});
