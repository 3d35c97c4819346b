import type autocannon from 'autocannon';
import { loadAutocannon } from './autocannon.js';
import { steadyLoad } from './steady-load.js';
import type { SteadyLoad } from './steady-load.js';

const CONNECTIONS = 50;
const WARM_UP_SECONDS = 3;

/**
 * Latencies of requests that are offered at a rate, on the same machine: evenly by Vegeta, where it is
 * installed, and by autocannon, which sends those of a second at once. They count from when a request was
 * due, so a service that falls behind cannot look fast.
 */
export async function measureOfferedLoad(what: string, load: SteadyLoad): Promise<autocannon.Result> {
  await steadyLoad({ ...load, seconds: WARM_UP_SECONDS });
  process.stdout.write(`${what.padEnd(44)} even      ${await steadyLoad(load)}\n`);
  await inBursts({ ...load, seconds: WARM_UP_SECONDS });
  const result = await inBursts(load);
  const { latency, requests, non2xx, errors, timeouts } = result;
  process.stdout.write(
    `${what.padEnd(44)} in bursts ${requests.average.toFixed(0)}/s  p50 ${latency.p50} ms  p90 ${latency.p90} ms  ` +
      `p97.5 ${latency.p97_5} ms  p99 ${latency.p99} ms  max ${latency.max.toFixed(0)} ms  ` +
      `not answered 2xx: ${non2xx}, not at all: ${errors + timeouts}\n`,
  );
  return result;
}

/** In a thread of its own, so that a service in this process has its event loop to itself. */
async function inBursts({
  url,
  paths,
  key,
  requestsASecond,
  seconds,
}: SteadyLoad): Promise<autocannon.Result> {
  return await loadAutocannon()({
    url,
    workers: 1,
    connections: CONNECTIONS,
    overallRate: requestsASecond,
    duration: seconds,
    headers: { authorization: `Bearer ${key}` },
    requests: paths.map((path) => ({ path })),
  });
}
