import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { BenchPlatform, MeasuredLoad } from './bench-platform.js';
import { copyClean, exportClean, makePartitions, removeClean } from './copy-baseline.js';
import type { ProcessorSeconds } from './processor-seconds.js';
import { bytesOf, packedSet, plainSet } from './sample-set.js';
import type { SetShape } from './sample-set.js';

/**
 * From raw logs to committed events, songs and rollup, next to COPY of the already cleaned rows into the same
 * partitioned tables, in turns, each on a fresh database.
 */
export async function compareCopy(
  platform: BenchPlatform,
  data: string,
  shape: SetShape,
  rounds: number,
): Promise<void> {
  const plain = await plainSet(data, shape);
  const packed = await packedSet(data, shape);
  console.log(
    `plain ${mib(bytesOf(plain))} MiB, packed ${mib(bytesOf(packed))} MiB, load ${loadavg()[0]!.toFixed(1)}`,
  );
  const clean = join(data, 'clean');
  mkdirSync(clean, { recursive: true });
  const rates: Record<string, number[]> = { plain: [], packed: [], copy: [] };
  for (let round = 0; round < rounds; round++) {
    const files = await platform.withService(plain, async (service) => {
      rates['plain']!.push(show('plain text', await service.load('.', 'untouched')));
      return await exportClean(service.url, clean);
    });
    const days = [...new Set(files.map(({ path }) => /(\d{4}-\d{2}-\d{2})\.txt$/.exec(path)![1]!))];
    await platform.withDatabase(async (url) => {
      await makePartitions(url, days);
      const counted = platform.countProcessorSeconds();
      const { seconds, rows } = await copyClean(url, files);
      const processor = counted();
      rates['copy']!.push(rows / seconds);
      console.log(
        `  COPY of clean rows  ${rows} rows in ${seconds.toFixed(1)} s, ${(rows / seconds).toFixed(0)} rows/s`,
      );
      console.log(`    processor seconds: ${showProcessor('this program', processor)}`);
    });
    removeClean(files);
    await platform.withService(packed, async (service) => {
      rates['packed']!.push(show('.tar.gz', await service.load('.', 'untouched')));
    });
  }
  await platform.withService(plain, async (service) => show('plain, by statement', await service.load('.')));
  const ratio = (name: string): string =>
    median(rates[name]!.map((rate, round) => rate / rates['copy']![round]!)).toFixed(2);
  console.log(
    `  median of ${rounds} pairs: plain / COPY ${ratio('plain')} (goal 0.80), packed / COPY ${ratio('packed')} (goal 0.75)`,
  );
}

/** The lower one of two in the middle. */
function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}

/** Prints a load and where its time went; answers events a second. */
export function show(what: string, load: MeasuredLoad): number {
  const { seconds, events, bytes, peakMib, eventLoopP99Ms, processor, statements } = load;
  console.log(
    `  ${what.padEnd(19)} ${events} events in ${seconds.toFixed(1)} s, ${(events / seconds).toFixed(0)} events/s, ` +
      `${(bytes / seconds / 2 ** 20).toFixed(0)} MiB/s of files, peak ${peakMib} MiB, event loop p99 ${eventLoopP99Ms.toFixed(1)} ms`,
  );
  console.log(`    processor seconds: ${showProcessor('service', processor)}`);
  if (statements === null) return events / seconds;
  const parts = Object.entries(statements).filter(([, took]) => took > 0.01 * seconds);
  const told = parts
    .sort(([, a], [, b]) => b - a)
    .map(([name, took]) => `${name.replace('ingest.', '')} ${took.toFixed(1)}`);
  console.log(`    seconds: ${told.join(', ')}`);
  return events / seconds;
}

function showProcessor(client: string, seconds: ProcessorSeconds): string {
  return `${client} ${seconds.client.toFixed(1)}, PostgreSQL ${seconds.postgres.toFixed(1)}`;
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
