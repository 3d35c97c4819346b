import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reads } from '#common';
import type { JobDto } from '#common';
import { SeededRandom } from '#ml';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { fitModel } from '../../../apps/recommender-service/src/engines/fit-model.js';
import { fitterInMemory } from '../../../apps/recommender-service/src/engines/fitter.js';
import type { Fitter } from '../../../apps/recommender-service/src/engines/fitter.js';
import { KernelEngine } from '../../../apps/recommender-service/src/engines/kernel-engine.js';
import { buildInteractionMatrix } from '../../../apps/recommender-service/src/interactions/interaction-matrix.js';
import type { Days } from '../../../apps/recommender-service/src/interactions/interaction-matrix.js';
import evaluateBaselines from '../../../apps/recommender-service/src/evaluation/baselines.js';
import { heldOutQuestion } from '../../../apps/recommender-service/src/evaluation/hold-out.js';
import { InteractionsRepository } from '../../../apps/recommender-service/src/interactions/interactions.repository.js';
import { LikedFiles } from '../../../apps/recommender-service/src/interactions/liked-files.js';
import { visitPairs } from '../../../apps/recommender-service/src/interactions/pair-files.js';
import { pairRows } from '../../../apps/recommender-service/src/interactions/pair-rows.js';
import type { WrittenPairs } from '../../../apps/recommender-service/src/interactions/write-pairs.worker.js';
import { PopularSongsRepository } from '../../../apps/recommender-service/src/registry/popular-songs.repository.js';
import type { PairTable } from '../../../apps/recommender-service/src/interactions/pair-table.js';
import type { ReadPairs } from '../../../apps/recommender-service/src/interactions/read-pairs.worker.js';
import { trainRecommender } from '../../../apps/recommender-service/src/retraining/train-recommender.worker.js';
import type {
  TrainingPairs,
  TrainingTask,
} from '../../../apps/recommender-service/src/retraining/training-task.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Download, Play } from './listening-log.js';
import { startRecommender } from './running-recommender.js';
import { endOfJob, until } from '../../support/until.js';
import { FIT, trainingTask } from '../../support/fixtures/training-task.js';

const CUT = '2017-03-04';
const LAST = '2017-03-06';
/** Of users 1 to 90, and of one whose id is no exact number. */
const HUGE_USER = '9223372036854775807';
const rule = {
  playWeight: 1,
  completionExponent: 1,
  downloadWeight: 2,
  likeWeight: 0,
  addWeight: 0,
  skipWeight: 0,
  halfLifeDays: 3,
  logDamping: true,
  minSongSeconds: 30,
  minListeners: 3,
  cut: CUT,
  until: LAST,
};
const silent = (): void => undefined;

/**
 * Songs 1000 to 1039 in heavy tails, of eight singers; 1040 is a ringtone, 1041 is skipped once, 1042 is met
 * by nobody.
 */
async function writeAnything(test: TestDatabase): Promise<void> {
  const random = new SeededRandom(12);
  const day = (): string => `2017-03-0${1 + random.int(6)}`;
  const song = (): string => String(1000 + Math.floor(41 * random.next() ** 10));
  const users = [...Array.from({ length: 90 }, (_, n) => String(n + 1)), HUGE_USER];
  const plays: Play[] = [{ user: '5', song: '1041', day: CUT, playSeconds: 0 }];
  const downloads: Download[] = [];
  for (const user of users) {
    for (let n = random.int(30); n >= 0; n--)
      plays.push({ user, song: song(), day: day(), playSeconds: random.int(4) * 50 });
    for (let n = random.int(3); n > 0; n--) downloads.push({ user, song: song(), day: day() });
  }
  const songs = Array.from({ length: 43 }, (_, n) => ({
    song: String(1000 + n),
    seconds: n === 40 ? 20 : 200,
    singer: `Singer ${n % 8}`,
  }));
  await writeListening(test.database, { songs, plays, downloads });
  await test.database.query("INSERT INTO excluded_user (user_id, reason) VALUES (17, 'test')");
}

describe('pairs in files', () => {
  const base = mkdtempSync(join(tmpdir(), 'pair-files-'));
  let test: TestDatabase;
  let repository: InteractionsRepository;
  /** Of the database while it was empty. */
  let none: WrittenPairs;
  let table: ReadPairs;

  beforeAll(async () => {
    test = await createTestDatabase();
    repository = new InteractionsRepository(test.database, new Reads(test.database, null), {});
    none = await written();
    await writeAnything(test);
    table = await repository.pairs(rule, silent);
  });

  afterAll(async () => {
    await test.drop();
    rmSync(base, { recursive: true, force: true });
  });

  const folder = (): string => mkdtempSync(join(base, 'own-'));
  const written = (sizes: { rangeEvents?: number; heldPairs?: number } = {}): Promise<WrittenPairs> =>
    repository.writePairs(rule, { folder: folder(), ...sizes }, silent);

  /** Rows of user, song and weights, in order. */
  async function filed(pairs: WrittenPairs): Promise<number[][]> {
    const rows: number[][] = [];
    await visitPairs(pairs.files, (...row) => rows.push(row));
    return rows;
  }

  const rowsOf = ({ users, songs, weights, earlyWeights }: PairTable): number[][] =>
    Array.from(users, (user, n) => [user, songs[n]!, weights[n]!, earlyWeights[n]!]).sort(
      (a, b) => a[0]! - b[0]! || a[1]! - b[1]!,
    );

  it('are none of an empty database', () => {
    expect([none.users.length, none.userIds.length, none.songIds.length]).toEqual([0, 0, 0]);
    expect(none.liked).toEqual({ users: 0, songs: 0, pairs: 0 });
  });

  it.each([
    ['one range', 1e9, 1],
    ['several ranges', 300, 5],
    ['more ranges than there may be', 1, 16],
  ])('are the same as in memory, users and songs numbered alike, in %s', async (_, rangeEvents, files) => {
    const pairs = await written({ rangeEvents });
    const memory = await repository.pairs(rule, silent);
    expect(readdirSync(pairs.files.folder)).toHaveLength(files);
    expect([pairs.userIds, pairs.songIds]).toEqual([memory.userIds, memory.songIds]);
    expect(pairs.userIds.at(-1)).toBe(BigInt(HUGE_USER));
    expect(await filed(pairs)).toEqual(rowsOf(memory));
    expect(rowsOf(pairs)).toEqual(rowsOf(memory));
    expect(pairs.files.pairs).toBe(memory.users.length);
    expect(pairs.liked).toEqual(memory.liked);
    expect(pairs.liked.pairs).toBeGreaterThan(100);
  });

  it.each<Days>(['early', 'all'])('give the liked pairs of a matrix (%s), to be fitted', async (days) => {
    const { files, ...held } = await written({ heldPairs: 200 });
    const matrix = buildInteractionMatrix(held, days, rule.minListeners, files.listeners[days]);
    const expected = buildInteractionMatrix(table, days, rule.minListeners);
    expect(matrix.tableSongs).toEqual(expected.tableSongs);
    expect(matrix.listeners).toEqual(expected.listeners);
    expect(matrix.tableSongs.length).toBeLessThan(held.songIds.length);
    const liked = new LikedFiles(files, matrix, days);
    expect(await liked.rows()).toEqual(expected.liked);
    expect(liked.sizes.pairs).toBe(expected.liked.indices.length);
    // Numbers in the files: songs that nobody has met, and ringtones, do not shift those after them.
    const learned = Array.from(liked.songs.entries()).filter(([, number]) => number !== -1);
    expect(learned.map(([, number]) => number)).toEqual(Array.from(matrix.tableSongs.keys()));
  });

  it('are held of every n-th user, all pairs of each, where they are too many', async () => {
    const held = await written({ heldPairs: 200 });
    const step = Math.ceil(table.users.length / 200);
    expect(step).toBeGreaterThan(2);
    expect(rowsOf(held)).toEqual(rowsOf(table).filter(([user]) => user! % step === 0));
  });

  it('are as of one moment, whatever is loaded while the ranges are read', async () => {
    const before = rowsOf(table);
    const blocker = new Client({ connectionString: test.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE user_day IN ACCESS EXCLUSIVE MODE');
    const reading = written({ rangeEvents: 300 });
    await untilWaiting(test, 'Lock');
    await test.database.query(`INSERT INTO song (song_id, length_seconds, event_count) VALUES (999, 200, 1)`);
    await test.database.query(
      `INSERT INTO play_event (user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device)
       VALUES (3, 999, $1, 1, 200, 200, 0, 1), (80, 1042, $1, 1, 200, 200, 0, 1)`,
      [LAST],
    );
    await blocker.query('COMMIT');
    await blocker.end();
    const pairs = await reading;
    expect(await filed(pairs)).toEqual(before);
    expect(pairs.songIds).toEqual(table.songIds);
    expect((await filed(await written())).length).toBe(before.length + 2);
    await test.database.query('DELETE FROM play_event WHERE song_id IN (999, 1042)');
    await test.database.query('DELETE FROM song WHERE song_id = 999');
  });

  it('replace what a reading that failed has left', async () => {
    const own = folder();
    const stop = new AbortController();
    const failed = repository.writePairs(
      rule,
      { folder: own, rangeEvents: 1 },
      () => stop.abort(new Error('enough')),
      stop.signal,
    );
    await expect(failed).rejects.toThrow('enough');
    const again = await repository.writePairs(rule, { folder: own }, silent);
    expect(readdirSync(own)).toEqual(['00.parquet']);
    expect(await filed(again)).toEqual(rowsOf(table));
  });

  it('come from PostgreSQL no faster than they are taken', async () => {
    const client = new Client({ connectionString: test.url });
    await client.connect();
    const rows = 'SELECT n, n, n, n, n FROM generate_series(1::bigint, 400000) AS n';
    const copy = copyTo(`/* backlog */ COPY (${rows}) TO STDOUT (FORMAT binary)`);
    let taken = 0;
    for await (const pairs of pairRows(client.query(copy))) {
      if (taken === 0) await untilWaiting(test, 'Client');
      taken += pairs.length;
    }
    expect(taken).toBe(400_000);
    await client.end();
  });

  it.each([1, 2, 4])(
    'in memory are the same by %d connections, as are listeners of late',
    async (connections) => {
      const asked = { ...rule, recentFrom: '2017-03-02' };
      const read = await repository.pairs(asked, silent, undefined, { connections, rangeEvents: 1 });
      expect([read.userIds, read.songIds, read.liked]).toEqual([table.userIds, table.songIds, table.liked]);
      expect(rowsOf(read)).toEqual(rowsOf(table));
      const popular = new PopularSongsRepository(new Reads(test.database, null));
      const counted = await popular.songs(asked.recentFrom, CUT, rule.minSongSeconds, 5_000);
      const byId = counted.map(({ songId, listeners }) => [songId, listeners]).sort(byFirst);
      const listened = ({ songIds, recent }: ReadPairs): unknown[] =>
        Array.from(songIds, (id, song) => [String(id), recent[song]!]).filter(([, count]) => count !== 0);
      expect(listened(read)).toEqual(byId);
      expect(listened(await repository.writePairs(asked, { folder: folder() }, silent))).toEqual(byId);
      expect(table.recent.some((count) => count > 0)).toBe(false);
    },
  );

  it('know the first day of each song, of its events or of its release, in files and in memory', async () => {
    const { database } = test;
    const first = await database.query<{ id: string; day: number }>(
      `SELECT song_id AS id, min(day) - DATE '1970-01-01' AS day FROM (
         SELECT song_id, day FROM play_event UNION ALL SELECT song_id, day FROM download_event) AS event
       GROUP BY song_id`,
    );
    const days = new Map(first.map(({ id, day }) => [id, day]));
    expect(new Set(days.values()).size).toBeGreaterThan(1);
    const met = Array.from(table.songIds, (id) => days.get(String(id)));
    expect([...table.firstDays]).toEqual(met);
    expect([...(await repository.writePairs(rule, { folder: folder() }, silent)).firstDays]).toEqual(met);
    await database.query(
      `INSERT INTO song_properties (song_id, files) VALUES ($1, '{"released":"1970-01-05"}'), ($2, '{"released":"2030-01-01"}')`,
      [String(table.songIds[0]), String(table.songIds[1])],
    );
    try {
      const { songIds, firstDays } = await repository.songSingers(rule.minSongSeconds, table);
      expect(Array.from(songIds.subarray(0, 3), (id) => id)).toEqual([...table.songIds.subarray(0, 3)]);
      expect([...firstDays.subarray(0, 3)]).toEqual([4, met[1], met[2]]);
      // A song that nobody has met, and that says no day, may be as old as any.
      expect(firstDays[songIds.indexOf(1042n)]).toBe(0);
    } finally {
      await database.query('DELETE FROM song_properties');
    }
  });

  describe('and a training', () => {
    const kernel = new KernelEngine(1);
    const fromFiles: Fitter = async ({ files, matrix, days }, parameters, onShare) =>
      fitModel(kernel, await new LikedFiles(files!, matrix, days).rows(), parameters, onShare);

    async function trained(pairs: TrainingPairs, fit: Fitter) {
      const { artefact, seconds, ...outcome } = await trainRecommender(await task(pairs), fit, silent);
      expect(Object.keys(seconds).length).toBeGreaterThan(3);
      return { ...outcome, artefact: Buffer.from(artefact).toString('base64') };
    }

    async function task(pairs: TrainingPairs): Promise<TrainingTask> {
      return trainingTask(pairs.table, {
        ...pairs,
        singers: await repository.songSingers(rule.minSongSeconds, table),
        lastDays: { early: 17229, all: 17231 },
        devices: await repository.devices(pairs.table.userIds),
        minListeners: rule.minListeners,
        fit: {
          ...FIT,
          itemShare: 0.3,
          factors: 4,
          iterations: 5,
          frequencyExponent: 1,
          frequency: 'observed',
        },
        workers: 1,
      });
    }

    it('give the same bytes, sizes and evaluation as in memory, cold songs and histories included', async () => {
      const memory = await trained({ table, files: null, liked: table.liked }, fitterInMemory(kernel));
      const { files, liked, ...held } = await written({ rangeEvents: 300 });
      expect(await trained({ table: held, files, liked }, fromFiles)).toEqual(memory);
      expect(memory.sizes.coldSongs).toBeGreaterThan(0);
      expect(memory.evaluation!.evaluatedUsers).toBeGreaterThan(10);
    });

    it('give the same fits and sizes where some users only are held and evaluated', async () => {
      const memory = await trained({ table, files: null, liked: table.liked }, fitterInMemory(kernel));
      const { files, liked, ...held } = await written({ heldPairs: 200 });
      const some = await trained({ table: held, files, liked }, fromFiles);
      expect([some.fits, some.sizes]).toEqual([memory.fits, memory.sizes]);
      expect(some.evaluation!.evaluatedUsers).toBeGreaterThan(3);
      expect(some.evaluation!.evaluatedUsers).toBeLessThan(memory.evaluation!.evaluatedUsers);
    });

    it('compare with item neighbours of all users, whoever is held and evaluated', async () => {
      const { files, liked, ...held } = await written({ heldPairs: 200 });
      const given = await task({ table: held, files, liked });
      const { evaluation } = await trainRecommender(given, fromFiles, silent);
      const early = buildInteractionMatrix(table, 'early', rule.minListeners);
      const plan = given.evaluation!;
      const heldPart = buildInteractionMatrix(held, 'early', rule.minListeners, files.listeners.early);
      const { tasks } = heldOutQuestion(held, heldPart, plan);
      const { neighbours } = evaluateBaselines({ early, learned: early.liked, recent: null, tasks, plan });
      expect(evaluation!.neighbours).toEqual(neighbours.evaluation);
    });
  });
});

it('a retrain by Spark that is cancelled while it reads leaves nothing but its log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pairs-cancelled-'));
  const recommender = await startRecommender({ SPARK_FOLDER: folder });
  const blocker = new Client({ connectionString: recommender.databaseUrl });
  try {
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE play_event IN ACCESS EXCLUSIVE MODE');
    const { body } = await recommender.ask<JobDto>('POST', '/admin/recommender/retrain', { engine: 'spark' });
    const own = join(folder, body.id);
    await until(() => existsSync(own) && readdirSync(own).length === 1, 'the log of the job');
    await recommender.ask('POST', `/admin/jobs/${body.id}/cancel`);
    const job = await endOfJob(async () => (await recommender.ask<JobDto>('GET', `/jobs/${body.id}`)).body);
    expect(job.state).toBe('cancelled');
    expect(readdirSync(folder).filter((name) => !name.endsWith('.log'))).toEqual([]);
  } finally {
    await blocker.end();
    await recommender.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

const byFirst = ([a]: (string | number)[], [b]: (string | number)[]): number => (a! < b! ? -1 : 1);

/** Until a statement of this database waits for a lock, or for its client to take more. */
async function untilWaiting({ database }: TestDatabase, what: 'Lock' | 'Client'): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state = 'active' AND wait_event_type = $1`;
  await until(
    async () => (await database.query(waiting, [what])).length > 0,
    `a statement that waits for ${what}`,
  );
}
