import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';
import { plainSet } from './sample-set.js';
import type { SetShape } from './sample-set.js';

interface PeerRun {
  version: string;
  seconds: number;
  parts: number[];
  events: number;
  peakMib: number;
}

/**
 * The same plain logs into Parquet by DuckDB: parsed, cleaned and aggregated by SQL, without transactions,
 * without exactly-once and without a count of what was rejected. What columnar files cost less than tables
 * that can be asked by key is in this ratio.
 */
export async function compareDuckDb(
  platform: BenchPlatform,
  data: string,
  shape: SetShape,
  rounds: number,
): Promise<void> {
  const python = resolve('bench/peers/venv/bin/python');
  if (!existsSync(python)) {
    console.log('DuckDB is not installed in bench/peers/venv');
    return;
  }
  const logs = await plainSet(data, shape);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await platform.withService(logs, async (service) => show('ours', await service.load('.'))));
    const run = await runDuckDb(python, logs, join(data, 'parquet'));
    theirs.push(run.events / run.seconds);
    console.log(
      `  DuckDB ${run.version}        ${run.events} events in ${run.seconds.toFixed(1)} s, ${theirs.at(-1)!.toFixed(0)} events/s, ` +
        `peak ${run.peakMib} MiB; parts ${run.parts.join(' ')}`,
    );
  }
  console.log(`  best of ${rounds}: ours / DuckDB ${(Math.max(...ours) / Math.max(...theirs)).toFixed(2)}`);
}

async function runDuckDb(python: string, logs: string, out: string): Promise<PeerRun> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const child = spawn(python, ['bench/ingest/duckdb_peer.py', logs, out], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await text(child.stdout);
  rmSync(out, { recursive: true, force: true });
  return JSON.parse(answer) as PeerRun;
}
