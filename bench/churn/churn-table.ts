import { SeededRandom } from '#ml';
import type { DenseMatrix } from '#ml';

export interface ChurnTable {
  readonly x: DenseMatrix;
  readonly labels: Uint8Array;
  /** The probabilities the labels were drawn from: nothing can predict better. */
  readonly truth: Float64Array;
}

const WINDOWS = [1, 3, 7, 14, 30];
const COLUMNS = 45;

/**
 * A table like the one of the service: per user a latent rate of plays, downloads and searches and a day on
 * which they may have lost interest; from these, counts and seconds over nested windows, recencies (NaN for
 * never), trends, and noise. In shared memory, so that threads read it without a copy. Frozen: the same seed
 * is the same table.
 */
export function churnTable(seed: number, rows: number): ChurnTable {
  const random = new SeededRandom(seed);
  const values = new Float64Array(new SharedArrayBuffer(rows * COLUMNS * 8));
  const labels = new Uint8Array(new SharedArrayBuffer(rows));
  const truth = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const plays = Math.exp(1.2 * random.normal() - 0.3);
    const rates = [plays, 0.12 * plays * Math.exp(random.normal()), 0.25 * plays * Math.exp(random.normal())];
    const lostAgo = random.next() < 0.55 ? Math.floor(30 * random.next() ** 1.3) : -1;
    const row: number[] = [];
    const recencies: number[] = [];
    for (const rate of rates) {
      const counts = Array.from({ length: 30 }, (_, ago) =>
        poisson(ago < lostAgo ? 0.12 * rate : ago % 7 > 4 ? 1.3 * rate : rate, random),
      );
      row.push(...WINDOWS.map((window) => sum(counts, window)));
      recencies.push(counts.findIndex((count) => count > 0));
    }
    const completion = Math.min(1, Math.max(0, 0.6 + 0.25 * random.normal() - (lostAgo > 3 ? 0.15 : 0)));
    row.push(...WINDOWS.map((_, k) => Math.round(row[k]! * 210 * completion * (0.8 + 0.4 * random.next()))));
    row.push(...WINDOWS.map((_, k) => Math.round(row[k]! * completion)));
    for (const recency of recencies) row.push(recency < 0 ? NaN : recency);
    row.push(row[4]! > 0 ? completion + 0.05 * random.normal() : NaN);
    row.push((row[2]! + 1) / (row[4]! / 4 + 1), (row[1]! + 1) / (row[3]! / 4 + 1));
    row.push(random.int(4), Math.floor(400 * random.next()));
    while (row.length < COLUMNS) row.push(random.normal());
    values.set(row, i * COLUMNS);
    const away = lostAgo < 0 ? 0 : 1.1 + 0.09 * lostAgo;
    const margin = -0.2 - 0.75 * Math.log(plays + 0.15) + 1.4 * away - (row[COLUMNS - 1]! > 1.2 ? 0.3 : 0);
    truth[i] = 1 / (1 + Math.exp(-margin));
    labels[i] = random.next() < truth[i]! ? 1 : 0;
  }
  return { x: { rows, columns: COLUMNS, values }, labels, truth };
}

function poisson(mean: number, random: SeededRandom): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count++;
  return count;
}

function sum(counts: readonly number[], days: number): number {
  let total = 0;
  for (let ago = 0; ago < days; ago++) total += counts[ago]!;
  return total;
}
