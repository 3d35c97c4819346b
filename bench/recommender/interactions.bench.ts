import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '#common';
import { DataSource } from 'typeorm';
import type { ReadingCost } from './interactions-process.js';
import { startReading } from './line-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const USERS = 100_000;
const SONGS = 20_000;
const DAYS = 20;
/** Events of one of {@link ROUNDS}; every round repeats the same pairs, so that events grow and pairs do not. */
const EVENTS = Number(process.env['EVENTS'] ?? 4_000_000);
const ROUNDS = [1, 4];
const MIB = 2 ** 20;

type Ask = 'matrix' | 'files';

/**
 * From events to a sparse matrix: time and memory of this process and of PostgreSQL's own, for so many events
 * and for four times as many of the same users and songs. What is held must follow the pairs, not the events.
 * EVENTS sets the first number. By `files` each round brings users of its own, and pairs also go to files for
 * Spark, where what is held must not follow the pairs.
 */
export async function measureInteractions(ask: Ask = 'matrix'): Promise<void> {
  await onThrowAwayDatabase(async (url) => {
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    try {
      await measure(new Database(source), url, ask);
    } finally {
      await source.destroy();
    }
  });
}

async function measure(database: Database, url: string, ask: Ask): Promise<void> {
  await prepare(database);
  console.log(`events to a sparse matrix, ${USERS} users, ${SONGS} songs, ${DAYS} days`);
  let written = 0;
  for (const rounds of ROUNDS) {
    for (; written < rounds; written++) await addRound(database, ask === 'files' ? written * USERS : 0);
    await database.query('VACUUM ANALYZE play_event');
    await measureReading(database, { databaseUrl: url, folder: null }, rounds);
    if (ask === 'matrix') continue;
    const folder = mkdtempSync(join(tmpdir(), 'pairs-bench-'));
    await measureReading(database, { databaseUrl: url, folder }, rounds);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureReading(
  database: Database,
  order: { databaseUrl: string; folder: string | null },
  rounds: number,
): Promise<void> {
  const reading = startReading();
  const cost = await reading.ask<ReadingCost>(order);
  reading.end();
  const [row] = await database.query<{ spilled: number }>(
    'SELECT (temp_bytes / 1048576)::int AS spilled FROM pg_stat_database WHERE datname = current_database()',
  );
  const added = cost.peakBytes - cost.idleBytes;
  console.log(
    `  ${order.folder === null ? 'to a matrix' : 'to files'}: ${((rounds * EVENTS) / 1e6).toFixed(0)} M events, ${(cost.pairs / 1e6).toFixed(2)} M pairs, ${(cost.liked / 1e6).toFixed(2)} M liked: ` +
      `read in ${cost.seconds.toFixed(1)} s, peak ${(cost.peakBytes / MIB).toFixed(0)} MiB, of these ${(added / MIB).toFixed(0)} for the pairs ` +
      `(${(added / cost.pairs).toFixed(0)} bytes each); PostgreSQL on disk so far ${row!.spilled} MiB; load average ${loadavg()[0]!.toFixed(1)}`,
  );
}

async function prepare(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO song (song_id, length_seconds, event_count)
     SELECT n, 200, 1 FROM generate_series(1, $1::int) AS n`,
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

/**
 * The same songs in every round, and the same users where the first is, in heavy tails: a song of rank r is
 * about as likely as 1 / r.
 */
async function addRound(database: Database, firstUser: number): Promise<void> {
  await database.transaction(
    (transaction) =>
      transaction.query(
        `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
         SELECT $5::bigint + 1 + (n::bigint * 7919) % $2::bigint,
           1 + floor($3::float8 ^ ((hashint8(n::bigint)::bigint + 2147483648) / 4294967296.0))::bigint % $3::bigint,
           DATE '2017-03-30' + (n % $4::int), 1, 100 + n % 100, 200, 0, 1
         FROM generate_series(1, $1::int) AS n`,
        [EVENTS, USERS, SONGS, DAYS, firstUser],
      ),
    { statementTimeoutMs: 0 },
  );
}
