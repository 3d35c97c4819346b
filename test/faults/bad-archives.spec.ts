import type { JobDto } from '#common';
import { jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { manyPlays, play, tarHeader } from '../medium/ingest-service/logs-folder.js';
import { startService } from '../support/running-services.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

// Real processes on a machine that others use too: slow is no failure.
jest.setTimeout(180_000);

// Permissions do not hold root up; without these two rights they do.
const HELD_UP = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];
const isRoot = process.getuid?.() === 0;
const canBeHeldUp = !isRoot || isAvailable();

function isAvailable(): boolean {
  try {
    execFileSync(HELD_UP[0]!, [...HELD_UP.slice(1), 'true']);
    return true;
  } catch {
    return false;
  }
}

interface Archive {
  name: string;
  state: string;
  reason: string | null;
  meaning: string | null;
  eventCount: number;
  rejected: Record<string, number>;
}

/** A tar archive of these blocks. */
function tarOf(...blocks: Buffer[]): Buffer {
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A `.tar.gz` of these logs, made at once: test cases are known before any test runs. */
function packed(...logs: string[]): Buffer {
  const blocks = logs.flatMap((log) => {
    const bytes = Buffer.from(log);
    return [tarHeader('0', bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(tarOf(...blocks));
}

const PLAYS = 20_000;
const whole = packed(manyPlays(2, PLAYS));
const middle = Math.floor(whole.length / 2);
const truncated = whole.subarray(0, middle);
const corrupt = Buffer.from(whole);
corrupt.fill(0xff, middle, middle + 64);
const oversizedHeader = gzipSync(Buffer.concat([tarHeader('x', 16 << 20), Buffer.alloc(16 << 20)]));
const binaryRows = Buffer.concat([
  Buffer.from([0, 1, 2, 0xff, 0xfe, 0x0a, 0, 0, 7, 0x0a]),
  Buffer.from(play(3, 4, 5)),
]);

const GOOD = {
  '20170401_1_play.log.tar.gz': packed(manyPlays(1, 1_000)),
  '20170402_1_play.log.gz': gzipSync(play(1, 2, 3)),
  '20170403_1_play.log': Buffer.from(play(2, 3, 4)),
};
/** Contents, and what becomes of them: state, reason, events. */
const BAD: Record<string, [content: Buffer, state: string, reason: string | null, events: 'some' | number]> =
  {
    '20170401_2_play.log.tar.gz': [Buffer.alloc(0), 'refused', 'empty', 0],
    '20170401_3_play.log.tar.gz': [truncated, 'partial', 'truncated', 'some'],
    '20170402_2_play.log.tar.gz': [whole.subarray(0, 40), 'refused', 'truncated', 0],
    '20170402_3_play.log.tar.gz': [corrupt, 'partial', 'corrupt', 'some'],
    '20170403_2_play.log.tar.gz': [Buffer.from('<html>404 Not Found</html>\n'), 'refused', 'not_gzip', 0],
    '20170403_3_play.log.tar.gz': [Buffer.from(play(7, 8, 9)), 'loaded', null, 1],
    '20170404_1_play.log': [Buffer.alloc(20_000, '\0\u0001\u0002!...=]91='), 'refused', 'binary', 0],
    '20170404_2_play.log.gz': [gzipSync(binaryRows), 'loaded', null, 1],
    '20170404_3_play.log.tar.gz': [packed(play(1, 1, 1), play(2, 2, 2)), 'refused', 'several_logs_inside', 0],
    '20170405_1_play.log.tar.gz': [gzipSync(tarOf(tarHeader('5', 0))), 'refused', 'no_log_inside', 0],
    '20170405_2_play.log.tar.gz': [packed(''), 'refused', 'empty', 0],
    '20170405_3_play.log.gz': [Buffer.from('PK\u0003\u0004zip'), 'refused', 'unknown_packing', 0],
    '20170406_1_play.log': [Buffer.from('264715\n290416\n'), 'refused', 'no_event', 0],
    '20170406_2_play.log.gz': [GOOD['20170402_1_play.log.gz'], 'duplicate', 'same_content', 0],
    '20170406_3_play.log.tar.gz': [oversizedHeader, 'refused', 'corrupt', 0],
    '20170230_1_play.log': [Buffer.from(play(1, 2, 3)), 'refused', 'impossible_date', 0],
    '1_1_play.log': [Buffer.from(play(1, 2, 3)), 'refused', 'date_missing', 0],
    'notes.txt': [Buffer.from('by hand'), 'refused', 'not_a_log_name', 0],
  };
const LOCKED = '20170407_1_play.log';
const LINK = '20170407_2_play.log';

describe(`bad archives${canBeHeldUp ? '' : ' (root without setpriv: all but the one without permission)'}`, () => {
  let testDatabase: TestDatabase;
  let ingest: ServiceProcess;
  let folder: string;
  let job: JobDto;

  const load = async (): Promise<JobDto> =>
    ingest.waitForJob(await ingest.startJob('/admin/ingest/archives', { path: '.' }));

  const archives = async (): Promise<Map<string, Archive>> => {
    const page = await ingest.get<{ archives: Archive[] }>('/ingest/archives?limit=200');
    return new Map(page.archives.map((archive) => [archive.name, archive]));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bad-archives-'));
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    for (const [name, content] of Object.entries(GOOD)) writeFileSync(join(logs, name), content);
    for (const [name, [content]] of Object.entries(BAD)) writeFileSync(join(logs, name), content);
    if (canBeHeldUp) writeFileSync(join(logs, LOCKED), play(5, 6, 7), { mode: 0 });
    writeFileSync(join(folder, LINK), play(8, 9, 10));
    symlinkSync(join(folder, LINK), join(logs, LINK));
    // Of an upload or an editor: no archive.
    writeFileSync(join(logs, '.hidden'), play(1, 2, 3));
    testDatabase = await createTestDatabase();
    ingest = await startService('ingest', {
      databaseUrl: testDatabase.url,
      logsFolder: logs,
      ...(isRoot && canBeHeldUp ? { command: HELD_UP } : {}),
    });
    job = await load();
  });

  afterAll(async () => {
    await (ingest as ServiceProcess | undefined)?.stop();
    await testDatabase.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('do not stop the load: the others are loaded', async () => {
    expect(job).toMatchObject({ state: 'succeeded', error: null });
    const found = await archives();
    for (const name of Object.keys(GOOD)) expect(found.get(name)).toMatchObject({ name, state: 'loaded' });
    expect(found.get('20170401_1_play.log.tar.gz')?.eventCount).toBe(1_000);
  });

  it.each(Object.entries(BAD))('%s is recorded', async (name, [, state, reason, events]) => {
    const archive = (await archives()).get(name);
    expect(archive).toMatchObject({ name, state, reason });
    expect(archive?.meaning === null).toBe(reason === null);
    if (events === 'some') {
      expect(archive?.eventCount).toBeGreaterThan(0.2 * PLAYS);
      expect(archive?.eventCount).toBeLessThan(PLAYS);
    } else expect(archive?.eventCount).toBe(events);
  });

  it('that lead out of the logs folder, or may not be read, are recorded too', async () => {
    const found = await archives();
    expect(found.get(LINK)).toMatchObject({ state: 'refused', reason: 'outside_logs_folder', eventCount: 0 });
    if (canBeHeldUp) expect(found.get(LOCKED)).toMatchObject({ state: 'refused', reason: 'unreadable' });
    expect(found.size).toBe(Object.keys({ ...GOOD, ...BAD }).length + (canBeHeldUp ? 2 : 1));
  });

  it('are counted by state and reason in the result of the job', () => {
    const bad = Object.values(BAD);
    const count = (state: string): number => bad.filter(([, as]) => as === state).length;
    expect(job.result).toMatchObject({
      archives: {
        loaded: Object.keys(GOOD).length + count('loaded'),
        partial: count('partial'),
        refused: count('refused') + (canBeHeldUp ? 2 : 1),
        duplicate: count('duplicate'),
      },
      reasons: { truncated: 2, empty: 2, corrupt: 2, binary: 1, outside_logs_folder: 1, same_content: 1 },
    });
  });

  it('leave no event behind that was not counted, and none twice', async () => {
    const counted = [...(await archives()).values()].reduce((sum, { eventCount }) => sum + eventCount, 0);
    const [stored] = await testDatabase.database.query(
      `SELECT (SELECT count(*)::int FROM play_event) AS events, (SELECT sum(plays)::int FROM user_day) AS plays`,
    );
    expect(stored).toEqual({ events: counted, plays: counted });
  });

  it('are loaded when they have been mended, and nothing else is', async () => {
    writeFileSync(join(folder, 'logs', '20170401_3_play.log.tar.gz'), whole);
    if (canBeHeldUp) chmodSync(join(folder, 'logs', LOCKED), 0o644);
    const mended = await load();
    expect(mended.result).toMatchObject({
      archives: { loaded: canBeHeldUp ? 2 : 1, partial: 0, duplicate: 0 },
      events: { play: PLAYS + (canBeHeldUp ? 1 : 0) },
    });
    const found = await archives();
    expect(found.get('20170401_3_play.log.tar.gz')).toMatchObject({
      state: 'loaded',
      reason: null,
      eventCount: PLAYS,
    });
    if (canBeHeldUp)
      expect(found.get(LOCKED)).toMatchObject({ state: 'loaded', reason: null, eventCount: 1 });
  });
});
