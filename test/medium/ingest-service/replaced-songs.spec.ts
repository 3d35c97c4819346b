import { SeededRandom } from '#ml';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { createLoader } from './loader.js';
import { download, makeLogsFolder, play, removeLogsFolders } from './logs-folder.js';
import { IS_THOROUGH, SEED } from '../../support/drawn.js';
import { until } from '../../support/until.js';

let test: TestDatabase;

beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(async () => {
  await test.drop();
});
afterAll(removeLogsFolders);

/** Loads the files by connections that are closed afterwards, so that PostgreSQL has all of their counts. */
async function load(files: Record<string, string>): Promise<void> {
  const loader = await createLoader(test.url);
  await loader.load(await makeLogsFolder(files));
  await loader.close();
  const open = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test-loader'`;
  await until(async () => (await test.database.query(open)).length === 0, 'the connections to end');
}

/** How often the events of each day were looked through. */
async function scans(): Promise<Record<string, number>> {
  const rows = await test.database.query<{ name: string; scans: number }>(
    `SELECT relname AS name, (seq_scan + coalesce(idx_scan, 0))::int AS scans FROM pg_stat_user_tables
     WHERE relname ~ '^(play|download)_event_'`,
  );
  return Object.fromEntries(rows.map(({ name, scans: count }) => [name, count]));
}

/** Days whose events were looked through meanwhile. */
async function daysScanned(work: () => Promise<void>): Promise<string[]> {
  const before = await scans();
  await work();
  const after = await scans();
  const names = Object.keys(after).filter((name) => after[name]! > (before[name] ?? 0));
  return [...new Set(names.map((name) => name.slice(-8)))].sort();
}

/** Songs, and what they are counted anew from all events. */
async function songs(): Promise<unknown[]> {
  return await test.database.query(
    'SELECT song_id, event_count, lengths, length_plays FROM song ORDER BY song_id',
  );
}
async function countedAnew(): Promise<unknown[]> {
  return await test.database.query(
    `SELECT song_id, sum(events)::int AS event_count, array_agg(seconds ORDER BY seconds) FILTER (WHERE seconds > 0) AS lengths,
       array_agg(events ORDER BY seconds) FILTER (WHERE seconds > 0) AS length_plays
     FROM (SELECT song_id, nullif(song_seconds, 0) AS seconds, count(*)::int AS events FROM (
             SELECT song_id, song_seconds FROM play_event UNION ALL SELECT song_id, NULL FROM download_event) AS event
           WHERE song_id IS NOT NULL GROUP BY 1, 2) AS counted
     GROUP BY song_id ORDER BY song_id`,
  );
}

const HISTORY = {
  '20170403_1_play.log': play(1, 1, 10) + play(1, 2, 10),
  '20170404_1_play.log': play(1, 2, 10),
  '20170405_1_play.log': play(1, 1, 10) + play(1, 3, 10),
  '20170405_1_down.log': download(1, 2),
};

describe('an archive that is replaced', () => {
  it('costs nothing on other days when it loses songs, be they of its day alone, its first or its last one', async () => {
    await load(HISTORY);
    expect(
      await daysScanned(() =>
        load({ '20170405_1_play.log': play(1, 9, 10), '20170405_1_down.log': download(1, 9) }),
      ),
    ).toEqual(['20170405']);
    expect(await daysScanned(() => load({ '20170403_1_play.log': play(1, 8, 10) }))).toEqual(['20170403']);
    expect(await songs()).toMatchObject([
      { song_id: '2', event_count: 1 },
      { song_id: '8', event_count: 1 },
      { song_id: '9', event_count: 2 },
    ]);
  });

  it('costs nothing on days that it has not, if it is a CSV', async () => {
    const csv = (...rows: string[]): Record<string, string> => ({
      'play_ds.csv': ['uid,song_id,date', ...rows, ''].join('\n'),
    });
    await load({ ...HISTORY, ...csv('1,1,2017-04-01', '1,5,2017-04-01', '1,1,2017-04-02') });
    expect(await daysScanned(() => load(csv('1,1,2017-04-02')))).toEqual(['20170401', '20170402']);
    expect(await songs()).toEqual(await countedAnew());
    expect(await songs()).toMatchObject([
      { song_id: '1', event_count: 3 },
      { song_id: '2', event_count: 3 },
      { song_id: '3', event_count: 1 },
    ]);
  });

  it.each(IS_THOROUGH ? [1, 2, 3, SEED] : [SEED])(
    'leaves the songs that a count of all events gives, seed %i',
    async (seed) => {
      const random = new SeededRandom(seed);
      const draw = (below: number): number => random.bits() % below;
      const day = (): string => `2017040${1 + draw(3)}`;
      // Ids of both parts.
      const song = (): number => draw(7) * 16_384 + draw(2);
      const lines = (line: () => string): string => Array.from({ length: 1 + draw(8) }, line).join('');
      const kinds = [
        () => [`${day()}_${1 + draw(2)}_play.log`, lines(() => play(draw(5), song(), 10, 100 * draw(4)))],
        () => [`${day()}_1_down.log`, lines(() => download(draw(5), song()))],
        () => [
          'play_ds.csv',
          `uid,song_id,song_length,date\n${lines(() => `${draw(5)},${song()},${100 * draw(4)},${day()}\n`)}`,
        ],
      ] as (() => [name: string, content: string])[];
      for (let step = 0; step < 12; step++) {
        await load(
          Object.fromEntries(Array.from({ length: 1 + draw(4) }, () => kinds[draw(kinds.length)]!())),
        );
        expect(await songs()).toEqual(await countedAnew());
      }
    },
  );
});
