import { Client } from 'pg';
import type { OutcomesDto } from '../../../apps/recommender-service/src/outcomes/outcomes.dto.js';
import type { HomeDto } from '../../../apps/recommender-service/src/serving/home/home.dto.js';
import { until } from '../../support/until.js';
import { waitingLocks } from '../../support/waiting-locks.js';
import { useRecommender } from './running-recommender.js';
import type { Reply } from './running-recommender.js';

type Body = HomeDto & { code: string };

const service = useRecommender({ RECOMMENDER_AGAIN_QUIET_DAYS: '5' });
const home = (user: string, query = ''): Promise<Reply<Body>> =>
  service.ask<Body>('GET', `/recommend/${user}/home${query}`);

const KINDS = ['made_for_you', 'again', 'forgotten', 'because_you_played', 'singers_you_like', 'trending'];
const NEW_SONGS = ['made_for_you', 'because_you_played', 'singers_you_like'];

beforeAll(async () => {
  await service.loadedDay('2017-03-12');
  await service.retrain();
  await endOfCounts();
});

/** What is counted ahead is counted without a request that could be waited for. */
async function endOfCounts(): Promise<void> {
  let idle = 0;
  await until(async () => (idle = (await runsStatements()) ? 0 : idle + 1) === 5, 'the end of counts');
}

async function runsStatements(): Promise<boolean> {
  const [row] = await service.database.query<{ runs: boolean }>(
    `SELECT count(*) > 0 AS runs FROM pg_stat_activity
     WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()`,
  );
  return row!.runs;
}

describe('the rows of a start page', () => {
  it('show no song twice, new songs above and the own ones below, from one version', async () => {
    for (const user of ['7', '20', '33']) {
      const { status, body } = await home(user, '?limit=6');
      expect([status, body.modelVersion]).toEqual([200, 1]);
      expect(body.rows.map(({ kind }) => kind)).toEqual(
        KINDS.filter((kind) => body.rows.some((row) => row.kind === kind)),
      );
      expect(body.rows.map(({ kind }) => kind).slice(0, 3)).toEqual(['made_for_you', 'again', 'forgotten']);
      const songs = body.rows.flatMap((row) => row.songs.map(({ songId }) => songId));
      expect(new Set(songs).size).toBe(songs.length);
      const played = service.playedBy(user);
      for (const { kind, songs: of, becauseOf } of body.rows) {
        expect(of.length).toBeLessThanOrEqual(6);
        for (const { songId, title } of of) {
          expect(title).toMatch(/^Title /);
          if (kind === 'again' || kind === 'forgotten') expect(played.has(songId)).toBe(true);
          if (NEW_SONGS.includes(kind)) expect(played.has(songId)).toBe(false);
        }
        if (kind === 'because_you_played') expect(played.has(becauseOf!.songId)).toBe(true);
      }
    }
  });

  it('wait for no count of songs that rise: these were counted when the version was served', async () => {
    expect(await service.lookups('trending_songs', 'hit')).toBeGreaterThan(0);
    expect(await service.lookups('trending_songs', 'miss')).toBe(0);
  });

  it('each name a recommendation, whose songs can be counted as shown', async () => {
    const { rows } = (await home('8')).body;
    for (const { recommendationId, songs } of rows) {
      const songIds = songs.map(({ songId }) => songId);
      const payload = { recommendationId, songIds, firstPlace: 1 };
      const reply = await service.ask<{ recorded: number }>('POST', '/recommend/impressions', payload);
      expect(reply.body.recorded).toBe(songs.length);
    }
    const { body } = await service.ask<OutcomesDto>('GET', '/recommend/outcomes');
    const kinds = rows.map(({ kind }) => (kind === 'made_for_you' ? 'model' : kind));
    expect(body.bySource.map(({ source }) => source).sort()).toEqual(kinds.sort());
    expect(body.byPlace[0]).toMatchObject({ place: 1, impressions: rows.length });
  });

  it('hold no hidden song, none of the own rows for an excluded user, and nothing for an unknown one', async () => {
    const [made] = (await home('9')).body.rows;
    const { songId } = made!.songs[0]!;
    await service.ask('PUT', `/admin/songs/${songId}/hidden`, { hidden: true });
    const { rows } = (await home('9', '?limit=50')).body;
    expect(rows.flatMap(({ songs }) => songs.map((song) => song.songId))).not.toContain(songId);
    await service.ask('PUT', `/admin/songs/${songId}/hidden`, { hidden: false });
    const excluded = (await home('666')).body.rows.map(({ kind }) => kind);
    expect(excluded).toEqual(['made_for_you', 'trending']);
    expect((await home('424242')).body.code).toBe('user_unknown');
    expect((await home('9', '?limit=51')).status).toBe(400);
  });

  it('tell whose singers a row is of, and hold to constraints in each row', async () => {
    const liked = (await home('7', '?limit=2')).body.rows.find(({ kind }) => kind === 'singers_you_like')!;
    // User 7 likes songs 1000 + m with m % 3 = 1, all by one singer.
    expect(liked.singers[0]!.name).toBe('Singer 1');
    const names = liked.singers.map(({ name }) => name);
    for (const { singer } of liked.songs) expect(names).toContain(singer);
    const { rows } = (await home('7', `?maxPerSinger=1&excludeSingers=${liked.singers[0]!.singerId}`)).body;
    expect(rows.length).toBeGreaterThan(2);
    for (const { songs } of rows) {
      const singers = songs.map(({ singer }) => singer);
      expect(singers).not.toContain('Singer 1');
      expect(new Set(singers).size).toBe(singers.length);
    }
    expect((await home('7', '?minSeconds=201')).body.rows).toEqual([]);
  });
});

describe('a song that is hidden while start pages are made', () => {
  const blockers: Client[] = [];

  /** Keeps every reader of a table waiting until the lock is released. */
  async function lock(table: string): Promise<Client> {
    const blocker = new Client({ connectionString: service.databaseUrl });
    blockers.push(blocker);
    await blocker.connect();
    await blocker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return blocker;
  }

  async function untilWaitedFor(table: string, requests: number): Promise<void> {
    const isTable = `relation = '${table}'::regclass`;
    await until(
      async () => (await waitingLocks(service.database, isTable)) === requests,
      `${requests} requests that wait for ${table}`,
    );
  }

  afterAll(async () => {
    await Promise.all(blockers.map((blocker) => blocker.end()));
  });

  it('is in no page that is asked for later, also when an earlier request ends in between', async () => {
    const ask = await service.another({});
    const page = async (user: string): Promise<Body> =>
      (await ask<Body>('GET', `/recommend/${user}/home?limit=3`)).body;
    const near = ({ rows }: Body) => rows.find(({ kind }) => kind === 'because_you_played');
    const seen = new Map<string, string>();
    let found: { users: [string, string]; songId: string } | null = null;
    for (let user = 1; user <= 90 && found === null; user++) {
      const row = near(await page(String(user)));
      if (row === undefined || row.songs.length === 0) continue;
      const other = seen.get(row.becauseOf!.songId);
      if (other !== undefined) found = { users: [other, String(user)], songId: row.songs[0]!.songId };
      seen.set(row.becauseOf!.songId, String(user));
    }
    const { users, songId } = found!;
    const url = `/admin/songs/${songId}/hidden`;
    // The earlier request has read its state and waits; the later one applies the hidden song first.
    const own = await lock('repeat_songs');
    const earlier = page(users[0]);
    await untilWaitedFor('repeat_songs', 1);
    await service.ask('PUT', url, { hidden: true });
    const later = page(users[1]);
    await untilWaitedFor('repeat_songs', 2);
    await own.query('ROLLBACK');
    await earlier;
    for (const body of [await later, await page(users[1])]) {
      expect(body.rows.flatMap(({ songs }) => songs.map((song) => song.songId))).not.toContain(songId);
    }
    await service.ask('PUT', url, { hidden: false });
    expect(near(await page(users[1]))!.songs.map((song) => song.songId)).toContain(songId);
  });

  it('is in no row that all share, which waits for no count without it', async () => {
    const trending = async (): Promise<string[]> => {
      const { rows } = (await home('666', '?limit=50')).body;
      return rows.find(({ kind }) => kind === 'trending')!.songs.map((song) => song.songId);
    };
    const [songId, ...others] = await trending();
    // While one is made, the next request begins none.
    await endOfCounts();
    const counting = await lock('download_event');
    await service.ask('PUT', `/admin/songs/${songId}/hidden`, { hidden: true });
    const shown = await trending();
    expect(shown).not.toContain(songId);
    expect(others.length).toBeGreaterThan(0);
    expect(shown).toEqual(expect.arrayContaining(others));
    await untilWaitedFor('download_event', 1);
    await counting.query('ROLLBACK');
    await service.ask('PUT', `/admin/songs/${songId}/hidden`, { hidden: false });
    await until(async () => (await trending()).includes(songId!), 'the song to be shown again');
  });
});
