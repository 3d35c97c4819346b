import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const VEGETA = resolve('bench/peers/bin/vegeta');
const INSTALL = 'GOBIN=$PWD/bench/peers/bin go install github.com/tsenart/vegeta/v12@v12.13.0';
const NANOSECONDS = 1e6;

interface VegetaReport {
  latencies: Record<'50th' | '90th' | '95th' | '99th' | 'max', number>;
  rate: number;
  success: number;
  status_codes: Record<string, number>;
}

export interface SteadyLoad {
  url: string;
  /** Asked in turn. */
  paths: string[];
  key: string;
  requestsASecond: number;
  seconds: number;
}

/**
 * Latencies under requests that come one by one at even distances, by Vegeta, from when each was due.
 * autocannon's rate sends what is due in a second at its beginning: with 500 requests/s its last percentile
 * is the length of that burst.
 * @returns a line of figures, or how to install the generator where it is absent
 */
export async function steadyLoad(load: SteadyLoad): Promise<string> {
  if (!existsSync(VEGETA)) return `Vegeta is absent; install it by ${INSTALL}`;
  const folder = mkdtempSync(join(tmpdir(), 'steady-load-'));
  try {
    const targets = join(folder, 'targets');
    const results = join(folder, 'results');
    writeFileSync(targets, load.paths.map((path) => `GET ${load.url}${path}\n`).join(''));
    const attack = ['attack', `-targets=${targets}`, `-output=${results}`, `-rate=${load.requestsASecond}`];
    await vegeta([...attack, `-duration=${load.seconds}s`, `-header=Authorization: Bearer ${load.key}`]);
    const report = join(folder, 'report.json');
    await vegeta(['report', '-type=json', `-output=${report}`, results]);
    return describe(JSON.parse(readFileSync(report, 'utf8')) as VegetaReport);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describe({ latencies, rate, success, status_codes }: VegetaReport): string {
  const ms = (name: keyof VegetaReport['latencies']): string => (latencies[name] / NANOSECONDS).toFixed(1);
  const figures = `${rate.toFixed(0)}/s  p50 ${ms('50th')} ms  p90 ${ms('90th')} ms  p95 ${ms('95th')} ms  p99 ${ms('99th')} ms  max ${ms('max')} ms`;
  return success === 1 ? figures : `${figures}  NOT ALL ANSWERED: ${JSON.stringify(status_codes)}`;
}

async function vegeta(args: string[]): Promise<void> {
  const child = spawn(VEGETA, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((end, fail) => child.once('exit', end).once('error', fail));
  if (code !== 0) throw new Error(`vegeta ${args[0]} ended with code ${String(code)}.`);
}
