import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, loadSettings } from '#common';
import { bootstrapInterval, rankingMetrics, SeededRandom, sparseRowsFromTriples, TopK } from '#ml';
import { writeSampleLogs } from '#sample-logs';
import { DataSource } from 'typeorm';
import { singersIn } from '../../apps/recommender-service/src/answers/constraints/singers.js';
import { fitModel } from '../../apps/recommender-service/src/engines/fit-model.js';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import {
  fitParametersOf,
  parametersFromSettings,
} from '../../apps/recommender-service/src/engines/training-parameters.js';
import { buildInteractionMatrix } from '../../apps/recommender-service/src/interactions/interaction-matrix.js';
import { InteractionsRepository } from '../../apps/recommender-service/src/interactions/interactions.repository.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

const USERS = Number(process.env['USERS'] ?? 10_000);
const TEST_USERS = 2_000;
const HELD_OUT = 0.1;
const LEAST_LISTENERS = 5;
/** Songs of the mean that the prior is drawn towards zero by. */
const SHRINKAGE = [0, 1, 2, 5];
const K = 20;

/**
 * Songs that nobody has heard yet, ranked for users by vectors made of their singers' other songs. A tenth of the songs, of all their events,
 * is held out of the fit; each user who liked some of them is asked which of all held-out songs these are.
 */
export async function measureColdSongs(): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'bench-cold-logs-'));
  try {
    const period = { firstDay: '2017-03-30', lastDay: '2017-05-12' };
    await writeSampleLogs({ directory: logs, userCount: USERS, ...period, seed: 1 });
    await onThrowAwayDatabase(async (url) => {
      const ingest = new ServiceProcess('ingest-service', { DATABASE_URL: url, LOGS_DIR: logs });
      await ingest.ready();
      await ingest.runJob('/admin/ingest/archives', { path: '.' });
      await ingest.stop();
      const source = await new DataSource({ type: 'postgres', url }).initialize();
      try {
        await measure(new Database(source));
      } finally {
        await source.destroy();
      }
    });
  } finally {
    rmSync(logs, { recursive: true });
  }
}

async function measure(database: Database): Promise<void> {
  const settings = loadSettings(recommenderSettings, { DATABASE_URL: 'postgres://u:p@127.0.0.1/d' });
  const parameters = parametersFromSettings(settings);
  const until = '2017-05-12';
  const table = await new InteractionsRepository(database).pairs(
    { ...parameters, cut: until, until },
    () => undefined,
  );
  const { liked, tableSongs, listeners } = buildInteractionMatrix(table, 'all', parameters.minListeners);
  const rows = await database.query<{ songId: string; singer: string | null }>(
    'SELECT song_id AS "songId", singer FROM song',
  );
  const texts = new Map(rows.map(({ songId, singer }) => [songId, singer]));
  const singersOf = Array.from(tableSongs, (song) =>
    singersIn(texts.get(String(table.songIds[song])) ?? null).map(({ singerId }) => singerId),
  );
  const random = new SeededRandom(7);
  const isCold = Uint8Array.from(listeners, (count) =>
    Number(count >= LEAST_LISTENERS && random.next() < HELD_OUT),
  );
  const bySinger = new Map<string, number[]>();
  singersOf.forEach((singers, song) => {
    if (isCold[song] === 1) return;
    for (const singer of singers) bySinger.set(singer, [...(bySinger.get(singer) ?? []), song]);
  });
  const siblings = singersOf.map((singers) => singers.flatMap((singer) => bySinger.get(singer) ?? []));
  const cold = [...isCold.keys()].filter((song) => isCold[song] === 1);
  const warm: number[][] = [[], [], []];
  for (let user = 0; user < liked.rows; user++) {
    for (let n = liked.starts[user]!; n < liked.starts[user + 1]!; n++) {
      if (isCold[liked.indices[n]!] === 1) continue;
      warm[0]!.push(user);
      warm[1]!.push(liked.indices[n]!);
      warm[2]!.push(liked.weights[n]!);
    }
  }
  const matrix = sparseRowsFromTriples(
    liked.rows,
    liked.columns,
    Int32Array.from(warm[0]!),
    Int32Array.from(warm[1]!),
    Float32Array.from(warm[2]!),
  );
  const model = await fitModel(new KernelEngine(2), matrix, fitParametersOf(parameters), () => undefined);
  const { factors, songFactors, userFactors } = model;
  const users = Array.from({ length: liked.rows }, (_, user) => user).filter((user) => {
    const own = liked.indices.subarray(liked.starts[user], liked.starts[user + 1]);
    return matrix.starts[user + 1]! > matrix.starts[user]! && own.some((song) => isCold[song] === 1);
  });
  const tested = random.shuffle(users).slice(0, TEST_USERS);
  const priors = (shrinkage: number) =>
    cold.map((song) => {
      const sum = new Float32Array(factors);
      for (const other of siblings[song]!) {
        for (let f = 0; f < factors; f++) sum[f]! += songFactors[other * factors + f]!;
      }
      return sum.map((value) => value / (siblings[song]!.length + shrinkage));
    });
  const fame = cold.map((song) => mean(siblings[song]!.map((other) => listeners[other]!)));
  const known = cold.filter((song) => siblings[song]!.length > 0).length;
  console.log(
    `${tested.length} users, ${cold.length} held-out songs, ${known} of a singer with others; load ${loadavg()[0]!.toFixed(1)}`,
  );
  const rankBy = (scoreOf: (user: number, n: number) => number): number[] =>
    tested.map((user) => {
      const best = new TopK(K);
      cold.forEach((_, n) => best.offer(n, scoreOf(user, n)));
      const own = new Set(liked.indices.subarray(liked.starts[user], liked.starts[user + 1]));
      const wanted = [...cold.keys()].filter((n) => own.has(cold[n]!));
      return rankingMetrics(best.take().indices, Int32Array.from(wanted), K).ndcg;
    });
  const popular = rankBy((_, n) => fame[n]!);
  const chance = rankBy((_, n) => -n);
  const heard = rankBy((user, n) => {
    const own = matrix.indices.subarray(matrix.starts[user], matrix.starts[user + 1]);
    const others = new Set(siblings[cold[n]!]);
    return own.reduce((sum, song) => sum + Number(others.has(song)), 0) + fame[n]! / 1e9;
  });
  console.log(`  by chance ${interval(chance)}`);
  console.log(`  listeners of the singer's other songs ${interval(popular)}`);
  console.log(`  songs of the singer that the user likes ${interval(heard)}`);
  for (const shrinkage of SHRINKAGE) {
    const vectors = priors(shrinkage);
    const prior = rankBy((user, n) => {
      let score = 0;
      for (let f = 0; f < factors; f++) score += userFactors[user * factors + f]! * vectors[n]![f]!;
      return score;
    });
    const ahead = (other: number[]): string => interval(prior.map((value, at) => value - other[at]!));
    console.log(
      `  mean vector, shrunk by ${shrinkage}: ${interval(prior)}; ahead of listeners by ${ahead(popular)}, of liked songs by ${ahead(heard)}`,
    );
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function interval(values: readonly number[]): string {
  const weighted = (weights: ArrayLike<number>): number =>
    values.reduce((sum, value, n) => sum + weights[n]! * value, 0) / values.length;
  const { value, low, high } = bootstrapInterval(values.length, weighted, { resamples: 500, seed: 1 });
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}
