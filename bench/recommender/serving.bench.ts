import { loadavg } from 'node:os';
import { createService, Database, ModelRegistry } from '#common';
import { SeededRandom, sparseRowsFromTriples } from '#ml';
import { factorsAlone } from '../../apps/recommender-service/src/engines/fit-model.js';
import { encodeArtefact } from '../../apps/recommender-service/src/model/model-artefact.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { measureOfferedLoad } from '../serving/offered-load.js';
import { factorsLikeTrained } from './search.bench.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const SONGS = 100_000;
const FACTORS = 64;
const HISTORY = 50;
const FRESH_USERS = 1_000;
const FRESH_EVENTS = 5;
const RATE = 500;
const SECONDS = Number(process.env['SECONDS'] ?? 20);
const KEY = 'bench-key-0123456789';

/**
 * `GET /recommend/:userId` at 500 requests/s over 100,000 songs x 64 on a PostgreSQL of its own: the service in this process, the
 * load from outside, see measureOfferedLoad. Every sixth user has five events that came after the training.
 */
export async function measureServing(): Promise<void> {
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
      const users = await prepare(app.get(Database), app.get(ModelRegistry));
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      await waitForModel(url);
      console.log(
        `GET /recommend/:userId, ${SONGS} songs x ${FACTORS}, ${users} users with ${HISTORY} songs each, ${RATE} requests/s`,
      );
      const load = { url, paths: drawnPaths(users), key: KEY, requestsASecond: RATE, seconds: SECONDS };
      const before = performance.eventLoopUtilization();
      const used = process.threadCpuUsage();
      let asked = 0;
      app.getHttpServer().on('request', () => asked++);
      await measureOfferedLoad('  as everybody in turn', load);
      const { active } = performance.eventLoopUtilization(before);
      const { user, system } = process.threadCpuUsage(used);
      const cpu = (user + system) / 1000 / asked;
      console.log(
        `  event loop busy ${(active / asked).toFixed(2)} ms a request, of these ${cpu.toFixed(2)} ms of processor time`,
      );
      console.log(
        `  resident ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB, load average ${loadavg()[0]!.toFixed(1)}`,
      );
    } finally {
      await app.close();
    }
  });
}

function drawnPaths(users: number): string[] {
  const random = new SeededRandom(11);
  return Array.from({ length: 2_000 }, () => `/recommend/${1 + random.int(users)}`);
}

async function waitForModel(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const reply = await fetch(`${url}/recommend/1`, { headers: { authorization: `Bearer ${KEY}` } });
    if (reply.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The published model was not loaded within 20 s.');
}

/** Songs, a published model and fresh events; answers the number of users, whose ids are 1 to that. */
async function prepare(database: Database, registry: ModelRegistry): Promise<number> {
  const random = new SeededRandom(5);
  const vectors = await factorsLikeTrained(SONGS, false);
  const users = vectors.users.length / FACTORS;
  await database.query(
    `INSERT INTO song (song_id, title, singer, length_seconds, first_day, last_day)
     SELECT n, 'Title ' || n, 'Singer ' || n % 5000, 200, '2017-03-30', '2017-05-12' FROM generate_series(1, $1::int) AS n`,
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
    userFactors: vectors.users,
    songFactors: vectors.songs,
    ...factorsAlone(SONGS),
    played,
    listeners,
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
        logDamping: true,
      },
      report: { synthetic: true },
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
