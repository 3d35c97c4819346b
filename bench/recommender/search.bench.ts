import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeededRandom } from '#ml';
import { FoldIn, trainAls, VectorScan } from '#kernels';
import { heavyTailedMatrix, SMALL_SHAPE } from './heavy-tailed-matrix.js';
import { startImplicit } from './line-process.js';

const FACTORS = 64;
const RESULTS = 20;
const QUERIES = 200;

/**
 * Factors as training leaves them: those of a small trained model, its songs drawn again with a little noise
 * until there are `songs`. Their norms have the spread of real popularity. `even` gives all songs the same
 * norm: the worst case, where no scan can end early.
 */
export async function factorsLikeTrained(
  songs: number,
  even: boolean,
): Promise<{ users: Float32Array; songs: Float32Array }> {
  const trained = await trainAls(heavyTailedMatrix(SMALL_SHAPE, 7), {
    form: 'hkv',
    alpha: 2,
    regularization: 10,
    frequencyExponent: 0,
    frequency: 'all',
    factors: FACTORS,
    iterations: 5,
    steps: 3,
    seed: 7,
    initialScale: 0.1,
  });
  const random = new SeededRandom(17);
  const table = new Float32Array(songs * FACTORS);
  const originals = trained.items.length / FACTORS;
  for (let song = 0; song < songs; song++) {
    const from = random.int(originals) * FACTORS;
    const own = trained.items.subarray(from, from + FACTORS);
    const length = Math.hypot(...own);
    let square = 0;
    for (let f = 0; f < FACTORS; f++) {
      const value = own[f]! + ((0.5 * length) / Math.sqrt(FACTORS)) * random.normal();
      table[song * FACTORS + f] = value;
      square += value * value;
    }
    if (even && square > 0) for (let f = 0; f < FACTORS; f++) table[song * FACTORS + f]! /= Math.sqrt(square);
  }
  return { users: trained.users, songs: table };
}

/**
 * One user's top 20 with 200 songs left out, and all users' lists, next to implicit's.
 */
export async function compareSearch(songs: number, even: boolean): Promise<void> {
  const { users, songs: table } = await factorsLikeTrained(songs, even);
  const random = new SeededRandom(3);
  const excluded = Int32Array.from({ length: 200 }, () => random.int(songs));
  const queryOf = (n: number) => users.subarray(n * FACTORS, (n + 1) * FACTORS);
  const exact = new VectorScan(table, FACTORS);
  console.log(
    `${songs} x ${FACTORS}, top ${RESULTS}, 200 left out, 1 thread, ${even ? 'equal norms' : 'norms as trained'}`,
  );
  console.log(`  ours     ${describeTimes(timesOf((n) => exact.top(queryOf(n), RESULTS, excluded)))}`);
  const many = users.subarray(0, Math.min(users.length, songs > 50_000 ? 512 * FACTORS : Infinity));
  if (songs < 1_000_000) console.log(`  all users ${batchRate(exact, many).toFixed(0)} users/s on 1 thread`);
  await besideImplicit(many, table, excluded);
  console.log(`  load average ${loadavg()[0]!.toFixed(1)}`);
}

function batchRate(scan: VectorScan, users: Float32Array): number {
  const rates = [1, 2, 3].map(() => {
    const started = performance.now();
    let lists = 0;
    for (let at = 0; at < users.length; at += FACTORS)
      lists += Math.sign(scan.top(users.subarray(at, at + FACTORS), RESULTS).indices.length);
    return (1000 * lists) / (performance.now() - started);
  });
  return Math.max(...rates);
}

async function besideImplicit(users: Float32Array, songs: Float32Array, excluded: Int32Array): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'search-bench-'));
  const peer = startImplicit(folder);
  if (peer === null) console.log('  implicit is not installed in bench/peers/venv');
  else {
    writeFileSync(join(folder, 'users.f32'), users);
    writeFileSync(join(folder, 'songs.f32'), songs);
    writeFileSync(join(folder, 'excluded.i32'), excluded);
    for (const threads of [1, 2]) {
      const isBatch = songs.length < 1_000_000 * FACTORS;
      const order = { kind: 'top', factors: FACTORS, threads, repeats: QUERIES, batch: isBatch };
      const { one, batch } = await peer.ask<{ one: number[]; batch: number }>(order);
      const rate = isBatch ? `, all users ${(users.length / FACTORS / batch).toFixed(0)} users/s` : '';
      console.log(
        `  implicit ${describeTimes(one.map((seconds) => 1000 * seconds))}, ${threads} threads${rate}`,
      );
    }
    peer.end();
  }
  rmSync(folder, { recursive: true });
}

/** A user of 50 events at 64 factors folded in, with the Gram matrix at hand. */
export function measureFoldIn(): void {
  const random = new SeededRandom(5);
  const songs = Float32Array.from({ length: 20_000 * FACTORS }, () => 0.1 * random.normal());
  const objective = { form: 'hkv', alpha: 2, regularization: 10, frequencyExponent: 0 } as const;
  const foldIn = FoldIn.over(songs, FACTORS, objective);
  const history = songs.slice(0, 50 * FACTORS);
  const weights = new Float32Array(50).fill(1);
  console.log(
    `fold-in of 50 events x ${FACTORS}: ${describeTimes(timesOf(() => foldIn.solve(history, weights)))}`,
  );
}

function timesOf(work: (n: number) => unknown): number[] {
  return Array.from({ length: QUERIES }, (_, n) => {
    const started = performance.now();
    work(n);
    return performance.now() - started;
  });
}

function describeTimes(milliseconds: number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return `min ${sorted[0]!.toFixed(3)} median ${sorted[sorted.length >> 1]!.toFixed(3)} ms`;
}
