import type { ServerResponse } from 'node:http';
import { loadavg } from 'node:os';
import { PerformanceObserver } from 'node:perf_hooks';
import { createService, Database, ModelRegistry } from '#common';
import { RowCollector, SeededRandom, sparseRowsFromTriples } from '#ml';
import type { SparseRows } from '#ml';
import { factorsAlone } from '../../apps/recommender-service/src/engines/fit-model.js';
import { encodeArtefact } from '../../apps/recommender-service/src/model/model-artefact.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { measureOfferedLoad } from '../serving/offered-load.js';
import { factorsLikeTrained } from './search.bench.js';
import { steadyLoad } from '../serving/steady-load.js';
import type { SteadyLoad } from '../serving/steady-load.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const ALL_SONGS = 100_000;
const SEARCHED_SONGS = 200_000;
const FACTORS = 64;
const HISTORY = 50;
const FRESH_USERS = 1_000;
const FRESH_EVENTS = 5;
const RATE = 500;
const SEARCH_RATE = 50;
/** Bursts of a second's requests must not stand in a queue, or p99 tells of the queue. */
const HOME_RATE = 100;
const HOME_ROUNDS = 3;
const SECONDS = Number(process.env['SECONDS'] ?? 20);
const WARM_UP_SECONDS = 12;
const KEY = 'bench-key-0123456789';

/**
 * `GET /recommend/:userId` at 500 requests/s over 100,000 songs x 64 on a PostgreSQL of its own: the service
 * in this process, the load from outside, evenly. Every sixth user has five events that came after the
 * training.
 */
export async function measureServing(): Promise<void> {
  await onServedModel(async (load) => {
    const { users } = load;
    console.log(
      `GET /recommend/:userId, ${ALL_SONGS} songs x ${FACTORS}, ${users} users with ${HISTORY} songs each, ${RATE} requests/s`,
    );
    await steadyLoad({ ...load, seconds: WARM_UP_SECONDS });
    const watch = new ServiceWatch(load);
    console.log(`  ${await steadyLoad(load)}`);
    console.log(`  ${watch.end()}`);
    console.log(
      `  resident ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB, load average ${loadavg()[0]!.toFixed(1)}`,
    );
  });
}

/**
 * The rows of a start page next to one list, in turns, at a rate that both bear; all users have songs to hear
 * again.
 */
export async function measureHome(): Promise<void> {
  await onServedModel(async (load) => {
    await addOwnSongs(load.database, load.users);
    console.log(`one list and a start page, as above, ${HOME_RATE} requests/s, ${HOME_ROUNDS} rounds`);
    const lists: number[] = [];
    const pages: number[] = [];
    for (let round = 0; round < HOME_ROUNDS; round++) {
      const measured = async (what: string, paths: string[]): Promise<number> => {
        const result = await measureOfferedLoad(what, {
          ...load,
          paths,
          requestsASecond: HOME_RATE,
          seconds: 8,
        });
        return result.latency.p99;
      };
      lists.push(await measured('  GET /recommend/:userId', load.paths));
      pages.push(
        await measured(
          '  GET /recommend/:userId/home',
          load.paths.map((path) => `${path}/home`),
        ),
      );
    }
    const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    console.log(
      `  p99 in bursts, medians: list ${median(lists)} ms, start page ${median(pages)} ms; load average ${loadavg()[0]!.toFixed(1)}`,
    );
  });
}

/**
 * `GET /search` for different users at 50 requests/s over 200,000 songs, each search once: a character or two of a
 * title, a singer, whole title and singer, and the same without a blank.
 */
export async function measureTextSearch(): Promise<void> {
  await onServedModel(
    async (load) => {
      const { database, users } = load;
      const songs = await database.query<{ title: string; singer: string }>(
        'SELECT title, singer FROM song ORDER BY hashint8(song_id) LIMIT $1',
        [SEARCH_RATE * (SECONDS + WARM_UP_SECONDS)],
      );
      const paths = songs.map(({ title, singer }, n) => {
        const [q] = [
          title.slice(0, 1),
          title.slice(1, 3),
          singer,
          `${title} ${singer}`,
          singer + title,
        ].slice(n % 5);
        return `/search?q=${encodeURIComponent(q!)}&userId=${1 + ((n * 7919) % users)}`;
      });
      console.log(`GET /search?q=&userId=, ${SEARCHED_SONGS} songs x ${FACTORS}, ${SEARCH_RATE} requests/s`);
      const warm = SEARCH_RATE * WARM_UP_SECONDS;
      const rate = { ...load, requestsASecond: SEARCH_RATE };
      await steadyLoad({ ...rate, paths: paths.slice(0, warm), seconds: WARM_UP_SECONDS });
      const watch = new ServiceWatch(load);
      console.log(`  ${await steadyLoad({ ...rate, paths: paths.slice(warm) })}`);
      console.log(`  ${watch.end()}; load average ${loadavg()[0]!.toFixed(1)}`);
    },
    { songs: SEARCHED_SONGS, users: null, neighbours: 0 },
  );
}

/** What a load costs the service, and how long it takes to answer once it has heard of a request. */
class ServiceWatch {
  private readonly before = performance.eventLoopUtilization();
  private readonly used = process.threadCpuUsage();
  private readonly times: number[] = [];
  private collected = 0;
  private readonly collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) this.collected += duration;
  });

  constructor(load: ServedLoad) {
    this.collections.observe({ entryTypes: ['gc'] });
    load.onRequest((response) => {
      const began = performance.now();
      response.once('finish', () => this.times.push(performance.now() - began));
    });
  }

  end(): string {
    this.collections.disconnect();
    const { active } = performance.eventLoopUtilization(this.before);
    const { user, system } = process.threadCpuUsage(this.used);
    const asked = this.times.length;
    const sorted = this.times.toSorted((a, b) => a - b);
    const at = (share: number): string => sorted[Math.floor(share * (asked - 1))]!.toFixed(2);
    return (
      `in the service p50 ${at(0.5)} ms  p90 ${at(0.9)} ms  p99 ${at(0.99)} ms  max ${at(1)} ms; a request ` +
      `${(active / asked).toFixed(2)} ms of the event loop, ${(user / 1000 / asked).toFixed(2)} + ${(system / 1000 / asked).toFixed(2)} ms of ` +
      `processor time (user, system); ${this.collected.toFixed(0)} ms of garbage collection`
    );
  }
}

interface ServedLoad extends SteadyLoad {
  database: Database;
  users: number;
  onRequest(listener: (response: ServerResponse) => void): void;
}

async function onServedModel(
  work: (load: ServedLoad) => Promise<void>,
  size?: GeneratedModel,
): Promise<void> {
  await onThrowAwayDatabase(async (databaseUrl) => {
    const settings = {
      PORT: 0,
      DATABASE_URL: databaseUrl,
      READ_KEYS: KEY,
      ADMIN_KEYS: `${KEY}-admin`,
      LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: 0,
    };
    const app = await createService(recommenderService, recommenderSettings.parse(settings));
    try {
      await app.init();
      const database = app.get(Database);
      const users = await prepare(database, app.get(ModelRegistry), size);
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      await waitForModel(url);
      const load = { url, paths: drawnPaths(users), key: KEY, requestsASecond: RATE, seconds: SECONDS };
      const onRequest: ServedLoad['onRequest'] = (listener) => {
        app.getHttpServer().on('request', (_request, response: ServerResponse) => listener(response));
      };
      await work({ ...load, database, users, onRequest });
    } finally {
      await app.close();
    }
  });
}

/**
 * What a retrain counts of songs to hear again, and plays of some days, so that all rows of a start page are
 * filled.
 */
async function addOwnSongs(database: Database, users: number): Promise<void> {
  // As a load leaves it.
  await database.query("INSERT INTO id_form (form) VALUES ('numeric')");
  await database.query(
    `INSERT INTO repeat_songs (user_id, song_ids, scores, last_days, plays, repeats, counted_to)
     SELECT n, array_agg(1 + (n * 7919 + i * 104729) % $2::bigint), array_agg((1.0 / i)::real),
       array_agg(CASE WHEN i % 2 = 0 THEN DATE '2017-05-12' ELSE DATE '2017-04-01' END), 100, 80, '2017-05-12'
     FROM generate_series(1, $1::bigint) AS n, generate_series(1, $3::int) AS i GROUP BY n`,
    [users, ALL_SONGS, HISTORY],
  );
  await database.query(
    `INSERT INTO repeat_count (read_at, data_to, report, repeat_share)
     VALUES (now() - interval '1 hour', '2017-05-12', '{"rule": {"halfLifeDays": 7}}', 0.8)`,
  );
  for (const day of ['20170511', '20170512']) {
    await database.query(
      `CREATE TABLE play_event_${day} PARTITION OF play_event FOR VALUES FROM ('${day}') TO (DATE '${day}' + 1)`,
    );
    await database.query(
      `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
       SELECT n, 1 + (n * n * 7919) % $1::bigint, $2::date, 1, 200, 200, 0, 1 FROM generate_series(1, 5000::bigint) AS n`,
      [ALL_SONGS, day],
    );
    await database.query(
      "INSERT INTO archive (identity, name, kind, day, state, event_count) VALUES ($1, $1, 'play', to_date($1, 'YYYYMMDD'), 'loaded', 5000)",
      [day],
    );
  }
  await database.query('VACUUM ANALYZE repeat_songs');
}

function drawnPaths(users: number): string[] {
  const random = new SeededRandom(11);
  return Array.from({ length: 2_000 }, () => `/recommend/${1 + random.int(users)}`);
}

export async function waitForModel(url: string): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    const reply = await fetch(`${url}/recommend/1`, { headers: { authorization: `Bearer ${KEY}` } });
    if (reply.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The published model was not loaded in time.');
}

/** A published model: so many songs, users (null: those of the vectors), and item weights of each song. */
interface GeneratedModel {
  songs: number;
  users: number | null;
  neighbours: number;
}

/** Songs, a published model and fresh events; answers the number of users, whose ids are 1 to that. */
export async function prepare(
  database: Database,
  registry: ModelRegistry,
  { songs: SONGS, users: wanted, neighbours }: GeneratedModel = {
    songs: ALL_SONGS,
    users: null,
    neighbours: 0,
  },
): Promise<number> {
  const random = new SeededRandom(5);
  /** One of 1,024 Chinese characters. */
  const sign = (purpose: number, of = 'n'): string =>
    `chr(19968 + (hashint8extended(${of}, ${purpose}) & 1023)::int)`;
  const vectors = await factorsLikeTrained(SONGS, false);
  const trained = vectors.users.length / FACTORS;
  const users = wanted ?? trained;
  const userFactors = new Float32Array(users * FACTORS);
  for (let user = 0; user < users; user++)
    userFactors.set(
      vectors.users.subarray((user % trained) * FACTORS, ((user % trained) + 1) * FACTORS),
      user * FACTORS,
    );
  await database.query(
    `INSERT INTO song (song_id, title, singer, length_seconds, event_count)
     SELECT n, ${sign(1)} || ${sign(2)} || ${sign(3)} || ${sign(4)}, ${sign(5, 'n % 5000')} || ${sign(6, 'n % 5000')}, 200, n % 997
     FROM generate_series(1, $1::int) AS n`,
    [SONGS],
  );
  await database.query('VACUUM ANALYZE song');
  const pairs = users * HISTORY;
  const played = sparseRowsFromTriples(
    users,
    SONGS,
    Int32Array.from({ length: pairs }, (_, n) => Math.floor(n / HISTORY)),
    Int32Array.from(
      { length: pairs },
      (_, n) => (Math.floor(SONGS * random.next() ** 3) + 7919 * (n % HISTORY)) % SONGS,
    ),
    Float32Array.from({ length: pairs }, () => random.next()),
  );
  const listeners = new Uint32Array(SONGS);
  for (const song of played.indices) listeners[song]!++;
  const artefact = encodeArtefact({
    factors: FACTORS,
    userIds: BigInt64Array.from({ length: users }, (_, n) => BigInt(n + 1)),
    songIds: BigInt64Array.from({ length: SONGS }, (_, n) => BigInt(n + 1)),
    userFactors,
    songFactors: vectors.songs,
    ...(neighbours === 0
      ? factorsAlone(SONGS)
      : { factorShare: 0.5, itemWeights: weightsOf(SONGS, neighbours) }),
    coPlays: new RowCollector(SONGS, SONGS, 0).finish(),
    played,
    listeners,
    isCold: new Uint8Array(SONGS),
    devices: new Uint8Array(users),
  });
  await registry.publish(
    {
      kind: 'recommender',
      snapshotDate: '2017-05-12',
      dataFrom: '2017-03-30',
      dataTo: '2017-05-12',
      seed: 5,
      parameters: {
        form: 'hkv',
        factors: FACTORS,
        alpha: 2,
        regularization: 10,
        frequencyExponent: 0,
        ...{ playWeight: 1, completionExponent: 1, downloadWeight: 2, halfLifeDays: 0, logDamping: true },
      },
      report: { synthetic: true, readAt: new Date().toISOString(), search: { weight: 1, reason: null } },
      artefact: Buffer.from(artefact.buffer),
    },
    () => ({ accepted: true, reasons: ['a generated model'] }),
  );
  await database.query(
    `INSERT INTO recent_event (user_id, song_id, happened_at, received_at, play_seconds, song_seconds, device, kind)
     SELECT 1 + n % $1::int, 1 + (n * 7919) % $2::int, '2017-05-13 12:00:00', now() + interval '1 second', 200, 200, 1, 'play'
     FROM generate_series(1, $1::int * $3::int) AS n`,
    [FRESH_USERS, SONGS, FRESH_EVENTS],
  );
  await database.query('VACUUM ANALYZE recent_event');
  return users;
}

/** Weights that are as large as a tenth of a usual score, of songs that many hear. */
function weightsOf(songs: number, neighbours: number): SparseRows {
  const random = new SeededRandom(23);
  const indices = new Int32Array(songs * neighbours);
  for (let song = 0; song < songs; song++) {
    const near = new Set<number>();
    while (near.size < neighbours) near.add(Math.floor(songs * random.next() ** 3));
    indices.set(Int32Array.from(near).sort(), song * neighbours);
  }
  return {
    rows: songs,
    columns: songs,
    starts: Int32Array.from({ length: songs + 1 }, (_, song) => song * neighbours),
    indices,
    weights: Float32Array.from(indices, () => 0.02 * random.next()),
  };
}
