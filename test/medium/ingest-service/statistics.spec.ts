import { SELECT_UNMERGED } from '../../../apps/ingest-service/src/storage/songs/song-merges.sql.js';
import { closeLoaders, newLoader } from './loader.js';
import type { Loader } from './loader.js';
import { download, makeLogsFolder, manyPlays, removeLogsFolders, search } from './logs-folder.js';

let loader: Loader;

beforeEach(async () => {
  loader = await newLoader();
});
afterEach(closeLoaders);
afterAll(removeLogsFolders);

const load = async (): Promise<unknown> =>
  await loader.load(await makeLogsFolder({ '20170401_1_play.log': manyPlays(1, 10_000) }));

/** Tables the planner knows something of. */
const known = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ table: string }>(
    `SELECT DISTINCT tablename AS "table" FROM pg_stats
     WHERE tablename IN ('play_event', 'user_day', 'song') ORDER BY 1`,
  );
  return rows.map(({ table }) => table);
};

let lastLook = '-infinity';
/** Event tables that were analysed by us, not by autovacuum, since this was asked before. */
const lookedAt = async (): Promise<string[]> => {
  const rows = await loader.database.query<{ name: string; now: string }>(
    `SELECT relname AS name, clock_timestamp()::text AS now FROM pg_stat_user_tables
     WHERE relname ~ '^(play_event|download_event|search_event|user_day)' AND last_analyze > $1::timestamptz
     ORDER BY 1`,
    [lastLook],
  );
  lastLook = rows[0]!.now;
  return rows.map(({ name }) => name);
};
const plannedRows = async (statement: string): Promise<number> => {
  const [plan] = await loader.database.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `EXPLAIN (FORMAT json) ${statement}`,
  );
  return plan!['QUERY PLAN'][0].Plan['Plan Rows'];
};
const unmerged = async (): Promise<number> => (await loader.database.query(SELECT_UNMERGED)).length;
const analyzing = async (): Promise<unknown[]> =>
  await loader.database.query(
    `SELECT query FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%ANALYZE%'`,
  );

describe('what the planner knows after a load', () => {
  it('is of events, the rollup, and songs as they are merged', async () => {
    await load();
    expect(await known()).toEqual(['play_event', 'song', 'user_day']);
    const [songs] = await loader.database.query(
      `SELECT (SELECT reltuples::int FROM pg_class WHERE relname = 'song') AS known, (SELECT count(*)::int FROM song) AS rows`,
    );
    expect(songs).toEqual({ known: 500, rows: 500 });
  });

  it('is of the parents alone, so that history costs nothing', async () => {
    // Less than autovacuum would come for.
    for (const [user, day] of [
      [1, '20170401'],
      [2, '20170402'],
    ] as const) {
      await loader.load(await makeLogsFolder({ [`${day}_1_play.log`]: manyPlays(user, 40) }));
      expect(await lookedAt()).toEqual(['download_event', 'play_event', 'search_event', 'user_day']);
    }
  });

  it('is of new partitions what holds for all of their rows', async () => {
    const logs = {
      '20170401_1_play.log': manyPlays(1, 10_000),
      '20170401_1_down.log': download(1, 2).repeat(5_000),
      '20170401_1_search.log': search(1, '2017-04-01 10:00:00', 'mc').repeat(5_000),
    };
    await loader.load(await makeLogsFolder(logs));
    for (const table of ['play_event', 'download_event', 'search_event', 'user_day']) {
      const found = await loader.database.query<{ rows: number }>(
        `SELECT count(*)::int AS rows FROM ${table}`,
      );
      const { rows } = found[0]!;
      const ofRange = await plannedRows(
        `SELECT FROM ${table} WHERE day BETWEEN '2017-03-30' AND '2017-04-03'`,
      );
      expect([table, ofRange / rows > 0.5, ofRange / rows < 2]).toEqual([table, true, true]);
    }
    expect(await plannedRows('SELECT FROM user_day WHERE user_id = 7')).toBe(1);
  });

  it('is of events alone when songs cannot be merged, and the load says why', async () => {
    await loader.database.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no songs today'; END $$`);
    await loader.database.query('CREATE TRIGGER refuse BEFORE INSERT ON song EXECUTE FUNCTION refuse()');
    await expect(load()).rejects.toThrow('no songs today');
    expect(await known()).toEqual(['play_event', 'user_day']);
    expect(await analyzing()).toEqual([]);
    await loader.database.query('DROP TRIGGER refuse ON song');
    await load();
    expect(await unmerged()).toBe(0);
  });

  it('is of the days that were committed before a load was cancelled', async () => {
    const cancel = new AbortController();
    const logs = await makeLogsFolder({
      '20170401_1_play.log': manyPlays(1, 10_000),
      '20170402_1_play.log': manyPlays(2, 40_000),
    });
    const onProgress = ({ lines }: { lines: number }): void => {
      if (lines > 10_000) cancel.abort(new Error('cancelled'));
    };
    await expect(loader.load(logs, { batchBytes: 1, signal: cancel.signal, onProgress })).rejects.toThrow(
      'cancelled',
    );
    expect(await loader.database.query('SELECT name FROM archive')).toEqual([
      { name: '20170401_1_play.log' },
    ]);
    expect(await known()).toEqual(['play_event', 'song', 'user_day']);
  });

  it('does not keep songs from being merged when it cannot be made', async () => {
    // ANALYZE works it out for each row of its sample.
    await loader.database.query('CREATE STATISTICS broken ON (1 / (plays - plays)) FROM user_day');
    await expect(load()).rejects.toThrow('division by zero');
    expect(await unmerged()).toBe(0);
    expect(await loader.database.query('SELECT count(*)::int AS songs FROM song')).toEqual([{ songs: 500 }]);
  });
});
