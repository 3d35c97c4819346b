import { isInSample } from '../../../apps/ingest-service/src/formats/user-sample.js';
import { READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { download, makeLogsFolder, play, removeLogsFolders, search } from './logs-folder.js';

const USERS = Array.from({ length: 200 }, (_, at) => 168_000_000 + at);
const TENTH = { share: 0.1, seed: 3 };

let ingest: IngestApp;

beforeAll(async () => {
  const lines = (line: (user: number) => string): string => USERS.map(line).join('');
  ingest = await startIngestApp(
    await makeLogsFolder({
      '20170401_1_play.log': lines((user) => play(user, user % 7, 100)),
      // A row broken in two, of every user.
      '20170402_1_play.log': lines((user) => play(user, 9, 100, 200, 'broken\n')),
      '20170401_1_down.log': lines((user) => download(user, user % 5)),
      '1_1_search.log': lines((user) => search(user, '2017-04-01 10:00:00', 'mc')),
      'play_ds.csv': `uid,device,song_id,date,play_time,song_length\n${lines((user) => `${user},ar,1,2017-04-03,10,100\n`)}`,
      '20170404_1_play.log': play(
        USERS.find((user) => !isInSample(user, TENTH))!,
        1,
        1,
      ),
    }),
  );
});

afterAll(async () => {
  await ingest.close();
  await removeLogsFolders();
});

async function load(sample: object): Promise<Record<string, Record<string, number>>> {
  const { state, result } = await ingest.runJob('/admin/ingest/archives', { path: '.', ...sample });
  expect(state).toBe('succeeded');
  return result as Record<string, Record<string, number>>;
}

/** Users with events, by table and day. */
async function users(): Promise<Record<string, number[]>> {
  const rows = await ingest.testDatabase.database.query<{ what: string; users: string[] }>(`
    SELECT what || ' ' || day AS what, array_agg(DISTINCT user_id::text ORDER BY user_id::text) AS users FROM (
      SELECT 'play' AS what, day, user_id FROM play_event UNION ALL SELECT 'download', day, user_id FROM download_event
      UNION ALL SELECT 'search', day, user_id FROM search_event UNION ALL SELECT 'rollup', day, user_id FROM user_day) AS e
    GROUP BY what, day`);
  return Object.fromEntries(rows.map(({ what, users: of }) => [what, of.map(Number)]));
}

const KEYS = [
  'play 2017-04-01',
  'play 2017-04-02',
  'play 2017-04-03',
  'download 2017-04-01',
  'search 2017-04-01',
];

function expected(sample: typeof TENTH): Record<string, number[]> {
  const inside = USERS.filter((user) => isInSample(user, sample));
  const rollups = ['rollup 2017-04-01', 'rollup 2017-04-02', 'rollup 2017-04-03'];
  return Object.fromEntries([...KEYS, ...rollups].map((key) => [key, inside]));
}

describe('a sample', () => {
  it('loads the same users in all kinds and shapes of logs, and counts the lines of the others', async () => {
    const result = await load({ sample: 0.1, seed: 3 });
    const inside = USERS.filter((user) => isInSample(user, TENTH)).length;
    expect(result['archives']).toMatchObject({ loaded: 6, refused: 0 });
    expect(result['events']).toEqual({ play: 3 * inside, download: inside, search: inside });
    expect(result['rejected']).toEqual({ not_in_sample: 5 * (200 - inside) + 1 });
    expect(result['lines']).toBe(1001);
    expect(await users()).toEqual(expected(TENTH));
  });

  it('is not loaded again', async () => {
    expect((await load({ sample: 0.1, seed: 3 }))['archives']).toMatchObject({ unchanged: 6 });
  });

  it('gives way to another one, and to all users', async () => {
    expect((await load({ sample: 0.1, seed: 4 }))['archives']).toMatchObject({ loaded: 6 });
    expect(await users()).toMatchObject(expected({ share: 0.1, seed: 4 }));
    expect((await load({}))['archives']).toMatchObject({ loaded: 6 });
    expect(await users()).toMatchObject(expected({ share: 1, seed: 0 }));
    expect((await load({ sample: 1 }))['archives']).toMatchObject({ unchanged: 6 });
  });

  it('makes no hole', async () => {
    await load({ sample: 0.1, seed: 3 });
    const { body } = await ingest.ask<{ days: { parts: { state: string; lines: number }[] }[] }>(
      'GET',
      '/ingest/coverage?from=2017-04-01&to=2017-04-01',
      READ,
    );
    expect(body.days[0]!.parts).toMatchObject([{ state: 'loaded', lines: 200 }]);
  });

  it.each([
    { sample: 0 },
    { sample: 1.5 },
    { sample: 'x' },
    { sample: -1 },
    { sample: 0.1, seed: -1 },
    { seed: 0.5 },
  ])('is not %j', async (sample) => {
    await expect(ingest.runJob('/admin/ingest/archives', { path: '.', ...sample })).rejects.toThrow('400');
  });
});
