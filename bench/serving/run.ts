import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { secondsOf, secondsOfFamily } from '../ingest/processor-seconds.js';
import { compiledFile } from '#common/threads';
import type { BareRoute } from './bare-fastify.js';
import { routesOf } from './routes.js';
import type { MeasuredRoute } from './routes.js';
import { onSamplePlatform } from './sample-platform.js';
import type { SamplePlatform } from './sample-platform.js';
import { LOAD_GENERATOR, throughput } from './wrk.js';
import type { AskedRequest, Throughput } from './wrk.js';

/**
 * npm run bench:serving -- [--routes live,churn] [--users 5000] [--seconds 3] [--rounds 3]
 * Requests a second of every route of the three services, each next to a bare Fastify that answers the same
 * bytes, in turns; medians of the rounds. --routes measures those whose name contains one of the texts, such
 * as `live`, `/churn/:userId` or `POST`, or one alone by its whole name, such as `GET /recommend/:userId`.
 */
const { values: options } = parseArgs({
  options: {
    routes: { type: 'string', default: '' },
    users: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
  },
});
const wanted = options.routes.split(',');
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);

const NAME_WIDTH = 40;
/** Processor time of the service, of PostgreSQL for it, and of the bare one is that of a request, in microseconds. */
const COLUMNS = [
  '  ours/s',
  '  bare/s',
  'ratio',
  'ours us',
  'PostgreSQL us',
  'bare us',
  'ours p99 ms',
  '  bytes',
];
/** Larger answers are exports, of which a rate says nothing. */
const MOST_BYTES = 2 ** 20;

interface Round extends Throughput {
  /** Processor time a request, in microseconds. */
  own: number;
  postgres: number;
}

/** A route that answers, and the bare one that answers the same. */
interface Pair {
  route: MeasuredRoute;
  bare: BareRoute;
}

async function measured(
  url: string,
  requests: AskedRequest[],
  duration: number,
  pid: number,
  postmaster: number,
): Promise<Round> {
  const before = [secondsOf(pid), secondsOfFamily(postmaster)] as const;
  const result = await throughput(url, requests, duration);
  const used = (now: number, then: number): number => (1e6 * (now - then)) / Math.max(1, result.requests);
  return {
    ...result,
    own: used(secondsOf(pid), before[0]),
    postgres: used(secondsOfFamily(postmaster), before[1]),
  };
}

/** What the first request of a route is answered; null, with the reason said, where that tells nothing of a rate. */
async function pairOf(route: MeasuredRoute): Promise<Pair | null> {
  const { method, path, body, headers } = route.requests[0]!;
  const answer = await route.service.ask(path, {
    method,
    headers,
    key: null,
    ...(body === undefined ? {} : { body: JSON.parse(body) as object }),
  });
  const { status, contentType, text } = answer;
  const why =
    status !== 200
      ? `${path} is answered ${status}`
      : text.length > MOST_BYTES
        ? `an answer has ${(text.length / 2 ** 20).toFixed(0)} MiB`
        : null;
  if (why !== null) console.log(`${route.name.padEnd(NAME_WIDTH)} left out: ${why}`);
  return why !== null
    ? null
    : { route, bare: { method, pattern: route.pattern, status, contentType, body: text } };
}

/** A route next to the bare one, as one line. */
async function compare(
  { route, bare }: Pair,
  bareUrl: string,
  barePid: number,
  postmaster: number,
): Promise<void> {
  const { service, requests } = route;
  const [ours, others]: [Round[], Round[]] = [[], []];
  await throughput(service.url, requests, 1);
  await throughput(bareUrl, requests, 1);
  for (let round = 0; round < rounds; round++) {
    ours.push(await measured(service.url, requests, seconds, service.process.pid!, postmaster));
    others.push(await measured(bareUrl, requests, seconds, barePid, postmaster));
  }
  const [our, other] = [medianOf(ours), medianOf(others)];
  const failed = ours.reduce((sum, { refused, lost }) => sum + refused + lost, 0);
  const cells = [
    our.perSecond.toFixed(0),
    other.perSecond.toFixed(0),
    (our.perSecond / other.perSecond).toFixed(3),
    our.own.toFixed(0),
    our.postgres.toFixed(0),
    other.own.toFixed(0),
    our.p99Ms.toFixed(1),
    String(bare.body.length),
  ];
  const line = cells.map((cell, n) => cell.padStart(COLUMNS[n]!.length + 2)).join('');
  console.log(route.name.padEnd(NAME_WIDTH) + line + (failed === 0 ? '' : `  NOT ANSWERED 2xx: ${failed}`));
}

function medianOf(list: Round[]): Round {
  return [...list].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(list.length / 2)]!;
}

function isMeant(text: string, name: string): boolean {
  return text.includes(' ') ? name === text : name.includes(text);
}

async function compareAll({ services, ids, postmaster }: SamplePlatform): Promise<void> {
  const pairs: Pair[] = [];
  for (const [place, service] of services.entries()) {
    for (const route of await routesOf(service, ids, place === 0)) {
      if (!wanted.some((text) => isMeant(text, route.name))) continue;
      const pair = await pairOf(route);
      if (pair !== null) pairs.push(pair);
    }
  }
  const bareProcess = fork(compiledFile('./bare-fastify.js', import.meta.url));
  try {
    bareProcess.send(pairs.map(({ bare }) => bare));
    const [url] = (await once(bareProcess, 'message')) as [string];
    console.log('route'.padEnd(NAME_WIDTH) + COLUMNS.map((title) => `  ${title}`).join(''));
    for (const pair of pairs) await compare(pair, url, bareProcess.pid!, postmaster);
  } finally {
    bareProcess.kill();
  }
}

console.log(
  `${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}; ${options.users} users; ${LOAD_GENERATOR}, ` +
    `${rounds} rounds of ${seconds} s each, in turns`,
);
await onSamplePlatform(Number(options.users), compareAll);
console.log(`load ${loadavg()[0]!.toFixed(1)}`);
