import { mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createService, Database, installJobQueue } from '#common';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { InteractionsRepository } from '../../apps/recommender-service/src/interactions/interactions.repository.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';

const USERS = 100_000;
const SONGS = 20_000;
const DAYS = 20;
/** Events of one of {@link ROUNDS}; every round repeats the same pairs, so that events grow and pairs do not. */
const EVENTS = Number(process.env['EVENTS'] ?? 4_000_000);
const ROUNDS = [1, 4];
const MIB = 2 ** 20;

/**
 * From events to a sparse matrix: time and memory of this process and of PostgreSQL's own, for so many events and for four times as many of the same
 * users and songs. What is held must follow the pairs, not the events. EVENTS sets the first number.
 */
export async function measureInteractions(): Promise<void> {
  const dataDirectory = join(mkdtempSync(join(tmpdir(), 'interactions-bench-')), 'postgres');
  const server = await startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'platform' });
  try {
    await migrate(server.url);
    await installJobQueue(server.url);
    const app = await createService(
      recommenderService,
      recommenderSettings.parse({
        PORT: 0,
        DATABASE_URL: server.url,
        READ_KEYS: 'bench-key-0123456789',
        ADMIN_KEYS: 'bench-key-0123456789-admin',
        LOG_LEVEL: 'warn',
      }),
    );
    try {
      await app.init();
      await measure(app.get(Database), app.get(InteractionsRepository));
    } finally {
      await app.close();
    }
  } finally {
    await server.stop();
    await removeEmbeddedPostgres(dataDirectory);
  }
}

async function measure(database: Database, interactions: InteractionsRepository): Promise<void> {
  await prepare(database);
  console.log(`events to a sparse matrix, ${USERS} users, ${SONGS} songs, ${DAYS} days`);
  let written = 0;
  for (const rounds of ROUNDS) {
    for (; written < rounds; written++) await addRound(database);
    await database.query('VACUUM ANALYZE play_event');
    global.gc?.();
    const peak = new PeakMemory();
    const started = performance.now();
    const rule = {
      ...{ playWeight: 1, completionExponent: 1, downloadWeight: 2, halfLifeDays: 0, logDamping: true },
      ...{ minSongSeconds: 30, cut: '2017-04-14', until: '2017-04-18' },
    };
    const table = await interactions.pairs(rule, () => undefined);
    const read = (performance.now() - started) / 1000;
    const { liked } = buildInteractionMatrix(table, 'all', 2);
    const { megabytes } = peak.stop();
    const [row] = await database.query<{ spilled: number }>(
      'SELECT (temp_bytes / 1048576)::int AS spilled FROM pg_stat_database WHERE datname = current_database()',
    );
    console.log(
      `  ${((rounds * EVENTS) / 1e6).toFixed(0)} M events, ${(table.users.length / 1e6).toFixed(2)} M pairs: read in ${read.toFixed(1)} s, ` +
        `peak +${megabytes.toFixed(0)} MiB (${((megabytes * MIB) / table.users.length).toFixed(0)} bytes a pair), ` +
        `${(liked.indices.length / 1e6).toFixed(2)} M liked; PostgreSQL on disk so far ${row!.spilled} MiB; load average ${loadavg()[0]!.toFixed(1)}`,
    );
  }
}

async function prepare(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO song (song_id, length_seconds, first_day, last_day)
     SELECT n, 200, '2017-03-30', '2017-04-18' FROM generate_series(1, $1::int) AS n`,
    [SONGS],
  );
  for (let n = 0; n < DAYS; n++) {
    const day = new Date(Date.UTC(2017, 2, 30 + n)).toISOString().slice(0, 10);
    await database.query(
      `CREATE TABLE play_event_${day.replaceAll('-', '')} PARTITION OF play_event FOR VALUES FROM ('${day}') TO (DATE '${day}' + 1)`,
    );
  }
  await database.query('VACUUM ANALYZE song');
}

/** The same users and songs in every round, in heavy tails: a song of rank r is about as likely as 1 / r. */
async function addRound(database: Database): Promise<void> {
  await database.transaction(
    (transaction) =>
      transaction.query(
        `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
         SELECT 1 + (n::bigint * 7919) % $2::bigint,
           1 + floor($3::float8 ^ ((hashint8(n::bigint)::bigint + 2147483648) / 4294967296.0))::bigint % $3::bigint,
           DATE '2017-03-30' + (n % $4::int), 1, 100 + n % 100, 200, 0, 1
         FROM generate_series(1, $1::int) AS n`,
        [EVENTS, USERS, SONGS, DAYS],
      ),
    { statementTimeoutMs: 0 },
  );
}

/** The largest resident size above that of the beginning, looked at every 10 ms. */
class PeakMemory {
  private readonly before = process.memoryUsage.rss();
  private most = this.before;
  private readonly timer = setInterval(() => this.look(), 10);

  private look(): void {
    this.most = Math.max(this.most, process.memoryUsage.rss());
  }

  stop(): { megabytes: number } {
    this.look();
    clearInterval(this.timer);
    return { megabytes: (this.most - this.before) / MIB };
  }
}
