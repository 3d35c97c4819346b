import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAutocannon } from './autocannon.js';

const CONNECTIONS = 16;

/** One request, as it is sent again and again. */
export interface AskedRequest {
  method: string;
  path: string;
  /** Sent as JSON. */
  body?: string;
  headers: Record<string, string>;
}

export interface Throughput {
  requests: number;
  perSecond: number;
  p99Ms: number;
  /** Answers that were not 2xx or 3xx. */
  refused: number;
  /** Requests without an answer. */
  lost: number;
}

const hasWrk = spawnSync('wrk', ['--version']).error === undefined;
export const LOAD_GENERATOR = hasWrk
  ? `wrk -t1 -c${CONNECTIONS}`
  : `autocannon with ${CONNECTIONS} connections, which reaches far less than wrk: its figures are no figures of wrk (apt-get install wrk)`;

/** Sends the requests in turns over 16 connections, each as soon as the one before is answered. */
export async function throughput(
  url: string,
  requests: AskedRequest[],
  seconds: number,
): Promise<Throughput> {
  return hasWrk ? await byWrk(url, requests, seconds) : await byAutocannon(url, requests, seconds);
}

async function byWrk(url: string, requests: AskedRequest[], seconds: number): Promise<Throughput> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-serving-'));
  const script = join(folder, 'requests.lua');
  try {
    writeFileSync(script, luaOf(new URL(url).host, requests));
    const output = await run('wrk', [
      '-t1',
      `-c${CONNECTIONS}`,
      `-d${seconds}s`,
      '--timeout',
      '30s',
      '-s',
      script,
      url,
    ]);
    const figures = /^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(output)?.slice(1).map(Number);
    if (figures === undefined) throw new Error(`wrk gave no result:\n${output}`);
    const [answered = 0, microseconds = 1, refused = 0, lost = 0, p99 = 0] = figures;
    return {
      requests: answered,
      perSecond: (1e6 * answered) / microseconds,
      p99Ms: p99 / 1000,
      refused,
      lost,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** wrk sends what its script says; a single request is made once, several are taken in turns. */
function luaOf(host: string, requests: AskedRequest[]): string {
  const formatted = requests.map(({ method, path, body, headers }) => {
    const all = {
      Host: host,
      ...headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const fields = Object.entries(all).map(([name, value]) => `[ ${quoted(name)} ]=${quoted(value)}`);
    return `wrk.format(${quoted(method)}, ${quoted(path)}, {${fields.join(',')}}, ${body === undefined ? 'nil' : quoted(body)})`;
  });
  return `
    local requests, at = {}, 0
    init = function()
      ${formatted.map((request, n) => `requests[${n + 1}] = ${request}`).join('\n')}
    end
    request = function()
      at = at % #requests + 1
      return requests[at]
    end
    done = function(summary, latency)
      local errors = summary.errors
      io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
    end`;
}

function quoted(text: string): string {
  return `[==[${text}]==]`;
}

async function run(program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((end, fail) => child.once('close', end).once('error', fail));
  if (code !== 0) throw new Error(`${program} ended with code ${String(code)}.\n${output}`);
  return output;
}

async function byAutocannon(url: string, requests: AskedRequest[], seconds: number): Promise<Throughput> {
  const result = await loadAutocannon()({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: requests.map(({ method, path, body, headers }) => ({
      method: method as 'GET' | 'POST',
      path,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })),
  });
  return {
    requests: result.requests.total,
    perSecond: result.requests.average,
    p99Ms: result.latency.p99,
    refused: result.non2xx,
    lost: result.errors + result.timeouts,
  };
}
