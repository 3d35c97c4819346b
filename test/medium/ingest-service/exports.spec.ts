import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { ADMIN, startApp } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import type { Loader } from './loader.js';
import { download, makeLogsFolder, manyPlays, play, removeLogsFolders, search } from './logs-folder.js';
import { tableState } from './table-state.js';
import { until } from '../../support/until.js';

const PLAYS = 20_000;
/** Texts that a spreadsheet would take for formulas, and some that only look like it. */
const HOSTILE = ['=HYPERLINK(1)', '+1+1', '-2+3', '@SUM(A1)', "'=1", "''+1", "'tis", '-', '="a",1', '%3D1'];

let testDatabase: TestDatabase;
let app: NestFastifyApplication;
let base: string;

async function get(path: string, key = ADMIN): Promise<Response> {
  return await fetch(`${base}/admin/exports/${path}`, { headers: { authorization: `Bearer ${key}` } });
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const loader = await createLoader(testDatabase.url);
  const logs = await makeLogsFolder({
    '20170401_1_play.log': manyPlays(11, PLAYS),
    '20170402_1_play.log':
      play(1, 2, 150, 200, 'a, "b"') + play('2', '-1', 'x', 0) + play(3, 4, 5, 200, '裂心'),
    '20170402_1_down.log': download(1, 900, ''),
    '20170402_1_search.log':
      search(1, '2017-04-02 10:00:00', '%E8%A3%82%E5%BF%83%2B%2520') + search(2, 'x', 'a,b+c'),
    '20170403_1_play.log': HOSTILE.map((text, at) => play(9, 50 + at, 5, 200, text, text)).join(''),
    '20170403_1_down.log': HOSTILE.map((text, at) => download(9, 80 + at, text)).join(''),
    '20170403_1_search.log': HOSTILE.map((text) =>
      search(9, '2017-04-03 10:00:00', encodeURIComponent(text)),
    ).join(''),
  });
  await loader.load(logs);
  await loader.close();
  app = await startApp(ingestService, testDatabase.url, { LOGS_DIR: logs });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await testDatabase.drop();
  await removeLogsFolders();
});

describe('GET /admin/exports/{name}', () => {
  it('gives the events under the original column names', async () => {
    const response = await get('play_ds.csv?from=2017-04-02&to=2017-04-02');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(response.headers.get('content-disposition')).toContain('filename="play_ds.csv"');
    expect((await response.text()).split('\n').sort().slice(1)).toEqual([
      '1,ar,2,0,"a, ""b""",singer,150,200,0,2017-04-02',
      '2,ar,0,0,,,,0,0,2017-04-02',
      '3,ar,4,0,裂心,singer,5,200,0,2017-04-02',
      'uid,device,song_id,song_type,song_name,singer,play_time,song_length,paid_flag,date',
    ]);
    expect(await (await get('down_ds.csv?to=2017-04-02')).text()).toBe(
      'uid,device,song_id,song_name,singer,paid_flag,date\n1,ip,900,,,0,2017-04-02\n',
    );
    expect((await (await get('search_ds.csv')).text()).split('\n').slice(0, 3)).toEqual([
      'uid,device,time_stamp,search_query,date',
      '1,ar,2017-04-02 10:00:00,裂心%2B%2520,2017-04-02',
      '2,ar,,"a,b c",2017-04-02',
    ]);
  });

  it('gives only the days asked for', async () => {
    const lines = async (query: string): Promise<number> =>
      (await (await get(`play_ds.csv?${query}`)).text()).trim().split('\n').length - 1;
    expect(await lines('to=2017-04-01')).toBe(PLAYS);
    expect(await lines('from=2017-04-02&to=2017-04-02')).toBe(3);
    expect(await lines('from=2017-05-01')).toBe(0);
  });

  it('gives no cell that a spreadsheet takes for a formula', async () => {
    for (const name of ['play_ds.csv', 'down_ds.csv', 'search_ds.csv']) {
      const text = await (await get(`${name}?from=2017-04-03`)).text();
      expect(text.split('\n').length).toBe(HOSTILE.length + 2);
      expect(text).not.toMatch(/(^|,)"?[=+\-@\t\r]/m);
    }
  });

  it('gives what can be loaded again into the same events and rollups', async () => {
    const names = ['play_ds.csv', 'down_ds.csv', 'search_ds.csv'];
    const texts = await Promise.all(names.map(async (name) => await (await get(name)).text()));
    const folder = await makeLogsFolder(Object.fromEntries(names.map((name, at) => [name, texts[at]!])));
    const other = await createTestDatabase();
    const [loader, otherLoader] = [await createLoader(testDatabase.url), await createLoader(other.url)];
    try {
      expect(await otherLoader.load(folder)).toMatchObject({ archives: { loaded: 3 }, rejected: {} });
      const comparable = async ({ database }: Loader): Promise<object> => {
        const { plays, downloads, searches, songs, userDays } = await tableState(database);
        return {
          plays: plays.map((text) => text.replace(/ \S+$/, '')).sort(),
          downloads: downloads.map((row) => ({ ...row, name: null })),
          searches: searches.map((row) => ({ ...row, name: null })),
          songs: songs.map(({ song_id, title, singer, lengths, length_plays }) => ({
            song_id,
            title,
            singer,
            lengths,
            length_plays,
          })),
          // A play in a CSV has the singer of its song, as the newest archive spells it.
          userDays: userDays.map((row) => ({ ...row, singer_sketch: null })),
        };
      };
      expect(await comparable(otherLoader)).toEqual(await comparable(loader));
    } finally {
      await otherLoader.close();
      await loader.close();
      await other.drop();
    }
  });

  it('ends at the database when the reader goes away', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${base}/admin/exports/play_ds.csv`, {
      headers: { authorization: `Bearer ${ADMIN}` },
      signal: leaving.signal,
    });
    await response.body!.getReader().read();
    leaving.abort();
    const running = async (): Promise<unknown[]> =>
      await testDatabase.database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY (/* ingest.export%' AND state = 'active'",
      );
    await until(async () => (await running()).length === 0, 'the export to end');
  });

  it('refuses other names, and days that end before they begin', async () => {
    for (const name of ['x.csv', 'toString', 'df_model_final.csv'])
      expect((await get(name)).status).toBe(404);
    expect((await get('play_ds.csv?from=2017-04-02&to=2017-04-01')).status).toBe(400);
  });
});

describe('GET /admin/users/{userId}/export', () => {
  const scans = async (): Promise<Record<string, number>> => {
    const rows = await testDatabase.database.query<{ relname: string; scans: string }>(
      `SELECT relname, seq_scan + coalesce(idx_scan, 0) AS scans FROM pg_stat_user_tables
       WHERE relname ~ '^(play|download|search)_event_'`,
    );
    return Object.fromEntries(rows.map(({ relname, scans }) => [relname, Number(scans)]));
  };

  it('reads the partitions of the days of the user alone', async () => {
    // PostgreSQL counts the scans of an open connection some seconds later.
    const open = `SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND (application_name = 'test-loader' OR application_name LIKE '% exports')`;
    await until(async () => (await testDatabase.database.query(open)).length === 0, 'connections to end');
    const before = await scans();
    const response = await fetch(`${base}/admin/users/3/export`, {
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    expect((await response.text()).split('\n').at(-2)).toMatch(/"play_event":1,"download_event":0/);
    const read = async (): Promise<string[]> =>
      Object.entries(await scans()).flatMap(([table, count]) => (count > before[table]! ? [table] : []));
    await until(async () => (await read()).length > 0, 'the statistics of the export');
    expect((await read()).filter((table) => !table.includes('0402'))).toEqual([]);
  });
});
