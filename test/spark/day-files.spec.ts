import { writeSampleLogs } from '#sample-logs';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import type { FileMetaData } from 'hyparquet';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeUserDays } from '../../apps/churn-service/src/dataset/user-days-file.js';
import { ADMIN, startIngestApp } from '../medium/ingest-service/ingest-app.js';
import type { IngestApp } from '../medium/ingest-service/ingest-app.js';
import { download, manyPlays, play, search, tarGz } from '../medium/ingest-service/logs-folder.js';
import { SMALL } from './spark-place.js';

const DAY_FILES = '/admin/ingest/day-files';
const FIRST = '2017-04-23';
/** Two archives of the middle day end in mid-stream. */
const LAST = '2017-04-25';
const ERASED = 7_700_077;
/** Spark takes its time to start where the machine is busy. */
const BEGUN_MS = 200_000;

const TABLES = ['archive', 'pair_event', 'user_day'];
const REASONS = [
  ...['archive_repeated', 'date_missing', 'empty', 'implausible_date', 'impossible_date', 'no_event'],
  ...['not_a_log_name', 'not_gzip', 'same_content', 'several_logs_inside', 'truncated', 'unknown_packing'],
];

type Row = Record<string, unknown>;

describe('archives that Spark reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-days-'));
  const logs = join(folder, 'logs');
  const out = join(folder, 'out');
  let ingest: IngestApp;
  /** Results of both jobs. */
  let loaded: Row;
  let read: Row;

  beforeAll(async () => {
    await writeSampleLogs({ directory: logs, userCount: 400, firstDay: FIRST, lastDay: LAST, seed: 15 });
    const put = (name: string, content: string | Buffer): void => writeFileSync(join(logs, name), content);
    const samePlays = readFileSync(join(logs, '20170423_1_play.log.tar.gz'));
    const searches = search(168_000_001, '2017-04-26 10:00:00', 'mc');
    // Refused by their names.
    for (const name of ['notes.txt', '20170231_1_play.log', '29990101_1_play.log', '1_1_play.log'])
      put(name, play(1, 2, 3));
    // Refused by their contents, the last after a line of it was counted.
    put('20170423_7_play.log', '');
    put('20170423_8_play.log.gz', 'no event\n');
    put('20170423_9_play.log', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    put('20170424_6_play.log', gzipSync(manyPlays(3, 50)).subarray(0, 12));
    put('20170424_7_play.log.tar.gz', await tarGz(play(168_000_900, 1, 100), play(168_000_901, 1, 100)));
    // A day of which nothing can be read.
    put('20170427_1_play.log', 'no event\n');
    // The same contents: on another day, as another kind, and behind one that is refused.
    put('20170425_8_play.log.tar.gz', samePlays);
    put('20170425_8_search.log.tar.gz', samePlays);
    put('20170426_1_play.log', searches);
    put('20170426_1_search.log', searches);
    put('20170426_2_search.log', searches);
    // Two files of one archive.
    put('20170426_3_play.log', manyPlays(5, 300));
    copyFileSync(join(logs, '20170426_3_play.log'), join(logs, '20170426_3_play.log.gz'));
    put('20170426_4_down.log', download(168_000_001, 77) + download(ERASED, 78));
    put(
      '20170426_4_play.log',
      play(ERASED, 80, 100) + play(168_000_002, '-1', 100) + play(168_000_002, 81, 'x'),
    );
    ingest = await startIngestApp(logs, {
      // Tasks of a local master are tried again only where it says so.
      SPARK_MASTER: 'local[2,3]',
      SPARK_CONF: SMALL.SPARK_CONF.join(' '),
      SPARK_FOLDER: join(folder, 'spark'),
      DAY_FILES_DIR: out,
    });
    await ingest.runJob('/admin/users/erase', { userIds: [String(ERASED)] });
    loaded = (await ingest.runJob('/admin/ingest/archives', { path: '.' })).result;
    const id = await start();
    // Whatever it has written, its task is done once more.
    process.kill(await writer(id), 'SIGKILL');
    const job = await ingest.endOfJob(id);
    expect(job).toMatchObject({ state: 'succeeded' });
    expect(readdirSync(out).sort()).toEqual(TABLES);
    read = job.result;
  });

  afterAll(async () => {
    await ingest.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<string> {
    const { body } = await ingest.ask<{ id: string }>('POST', DAY_FILES, ADMIN, {
      path: '.',
    });
    return body.id;
  }

  /** The program of a task, when it has begun to write. */
  async function writer(id: string): Promise<number> {
    const deadline = Date.now() + BEGUN_MS;
    while (Date.now() < deadline) {
      const drafts = existsSync(join(out, `.${id}`)) ? readdirSync(join(out, `.${id}`)) : [];
      const pid = drafts
        .map((name) => Number(/^pair_event-.*-(\d+)$/.exec(name)?.[1]))
        .find((found) => found > 0);
      if (pid !== undefined) return pid;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('No task has begun to write.');
  }

  async function rowsOf(table: string): Promise<Row[]> {
    const names = readdirSync(join(out, table)).sort();
    const read = async (name: string): Promise<Row[]> =>
      await parquetReadObjects({ file: await asyncBufferFromFile(join(out, table, name)) });
    return (await Promise.all(names.map(read))).flat();
  }

  const query = (sql: string): Promise<Row[]> => ingest.testDatabase.database.query<Row>(sql);
  /** Columns are known by their names, in whatever order they stand. */
  const texts = (rows: Row[]): string[] =>
    rows
      .map((row) =>
        Object.entries(row)
          .map(([name, value]) => `${name}=${String(value)}`)
          .sort()
          .join(),
      )
      .sort();
  const checksum = (rows: Row[]): string => createHash('sha256').update(texts(rows).join('\n')).digest('hex');

  it('are counted by rule as the loader counts them', () => {
    expect(read).toEqual({ ...loaded, seconds: expect.any(Number) as number });
    expect(read['archives']).toMatchObject({ partial: 2, refused: 12, duplicate: 3 });
    expect(Object.keys(read['reasons'] as object).sort()).toEqual(REASONS);
    expect(read['rejected']).toMatchObject({ user_erased: 2 });
  });

  it('have the states, reasons and counts of the loader, one by one', async () => {
    const stored =
      await query(`SELECT identity, name, state, kind, reason, day - DATE '1970-01-01' AS day, part, byte_count,
      line_count, event_count, rejected, repaired FROM archive`);
    const byRule = ({ rejected, repaired, ...row }: Row): Row => ({
      ...row,
      ...countsOf(rejected),
      ...countsOf(repaired),
    });
    // The loader has no row for the file that was passed over.
    const rows = (await rowsOf('archive')).filter(({ reason }) => reason !== 'archive_repeated');
    expect(texts(rows.map(byRule))).toEqual(texts(stored.map(byRule)));
  });

  it('become the user_day that the scoring in Spark reads', async () => {
    const paths = { userDays: join(folder, 'user-days.parquet'), excluded: join(folder, 'excluded.parquet') };
    await ingest.testDatabase.database.transaction((transaction) =>
      writeUserDays(transaction, { from: FIRST, to: '2017-04-30' }, paths),
    );
    const file = await asyncBufferFromFile(paths.userDays);
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBeGreaterThan(300);
    expect(checksum(await rowsOf('user_day'))).toBe(checksum(rows));
    const ofDay = await asyncBufferFromFile(join(out, 'user_day', `${FIRST}.parquet`));
    expect(columnsOf(await parquetMetadataAsync(ofDay))).toEqual(columnsOf(await parquetMetadataAsync(file)));
  });

  it('become every play and download of a known song, once', async () => {
    const rows =
      await query(`SELECT user_id, song_id, day - DATE '1970-01-01' AS day, 0 AS is_download, play_seconds,
        song_seconds FROM play_event WHERE song_id IS NOT NULL
      UNION ALL SELECT user_id, song_id, day - DATE '1970-01-01', 1, NULL, NULL FROM download_event WHERE song_id IS NOT NULL`);
    expect(rows.length).toBeGreaterThan(3_000);
    expect(checksum(await rowsOf('pair_event'))).toBe(checksum(rows));
  });

  it('are left for a load where their names have no day', async () => {
    mkdirSync(join(logs, '.dateless'));
    writeFileSync(join(logs, '.dateless', '1_1_search.log'), search(1, '2017-04-23 10:00:00', 'mc'));
    expect(await ingest.runJob(DAY_FILES, { path: '.dateless' })).toMatchObject({
      result: { archives: { waiting: 1 }, reasons: { date_missing: 1 }, lines: 0 },
    });
  });

  it('leave nothing that runs when they are cancelled', async () => {
    const id = await start();
    const pid = await writer(id);
    await ingest.ask('POST', `/admin/jobs/${id}/cancel`, ADMIN);
    expect(await ingest.endOfJob(id)).toMatchObject({ state: 'cancelled' });
    for (let n = 0; n < 400 && existsSync(`/proc/${pid}`); n++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(readdirSync(out).sort()).toEqual(TABLES);
  });
});

/** Counts by rule, in JSON or out of it. */
function countsOf(counts: unknown): Row {
  return (typeof counts === 'string' ? JSON.parse(counts) : counts) as Row;
}

function columnsOf({ schema }: FileMetaData): object[] {
  return schema.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
