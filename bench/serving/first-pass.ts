import { writeSampleLogs } from '#sample-logs';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countProcessorSeconds } from '../ingest/processor-seconds.js';
import { ADMIN_KEY } from '../../test/support/service-process.js';
import type { Started } from './platform-process.js';
import { steadyLoad } from './steady-load.js';

/**
 * npm run bench:first-pass -- [--against FOLDER] [--users 12000] [--rounds 3] [--only churn]
 * Requests a second of different users, each asked once, by 16 connections, from services that were just started,
 * and processor milliseconds a request of the service and of PostgreSQL, which other work on the machine hardly changes.
 * FOLDER is a built checkout of another commit with bench/serving/platform-process.ts in it, compiled: both
 * platforms load the same sample logs, and are measured in turns. At last the latencies of an even 500 requests a
 * second, again of different users.
 */
const ROUTES = {
  '/churn/:userId': 'churn',
  '/recommend/:userId': 'recommender',
  '/recommend/:userId/again': 'recommender',
  '/recommend/:userId/home': 'recommender',
} as const;
type Route = keyof typeof ROUTES;
const CONNECTIONS = 16;
/** Of the users, so many are asked before the measurement; nobody is asked twice on a route. */
const WARM_UP_USERS = 500;
/** For the latencies more: until then the code of the service is compiled. */
const STEADY = { route: '/recommend/:userId', requestsASecond: 500, warmUpUsers: 2_500 } as const;
const PROGRAM = 'dist/bench/serving/platform-process.js';

interface Side {
  name: string;
  child: ChildProcess;
  rates: Record<string, number[]>;
  /** Processor milliseconds a request. */
  service: Record<string, number[]>;
  postgres: Record<string, number[]>;
}

async function begin(name: string, folder: string, logs: string): Promise<Side> {
  const program = join(resolve(folder), PROGRAM);
  if (!existsSync(program)) throw new Error(`${program} is absent: copy bench/serving there and build it.`);
  const env = { ...process.env, LOGS_DIR: logs, ONLY: options.only };
  const child = fork(program, { cwd: folder, env });
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  if (message !== 'ready') throw new Error(`The platform of ${folder} ended before it was trained.`);
  return { name, child, rates: {}, service: {}, postgres: {} };
}

async function started({ child }: Side): Promise<Started> {
  child.send('start');
  const [message] = (await once(child, 'message')) as [Started];
  return message;
}

/** Asks every path once. @returns requests a second. @throws when one is not answered 200 */
async function pass(url: string, paths: string[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const { hostname, port } = new URL(url);
  const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
  const ask = (path: string): Promise<void> =>
    new Promise((done, fail) => {
      get({ agent, hostname, port, path, headers }, (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === 200) done();
          else fail(new Error(`${path} is answered ${answer.statusCode}.`));
        });
      }).once('error', fail);
    });
  let next = 0;
  const connection = async (): Promise<void> => {
    while (next < paths.length) await ask(paths[next++]!);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return paths.length / seconds;
}

const pathsOf = (route: Route, users: string[]): string[] => users.map((id) => route.replace(':userId', id));

const measured = () =>
  (Object.entries(ROUTES) as [Route, 'churn' | 'recommender'][]).filter(
    ([, service]) => options.only !== 'churn' || service === 'churn',
  );

async function round(side: Side): Promise<void> {
  const { urls, pids, users } = await started(side);
  for (const [route, service] of measured()) {
    await pass(urls[service], pathsOf(route, users.slice(0, WARM_UP_USERS)));
    const asked = pathsOf(route, users.slice(WARM_UP_USERS));
    const count = countProcessorSeconds(pids[service], pids.postmaster);
    (side.rates[route] ??= []).push(await pass(urls[service], asked));
    const { client, postgres } = count();
    (side.service[route] ??= []).push((1000 * client) / asked.length);
    (side.postgres[route] ??= []).push((1000 * postgres) / asked.length);
  }
}

async function latencies(side: Side): Promise<string> {
  const { urls, users } = await started(side);
  await pass(urls.recommender, pathsOf(STEADY.route, users.slice(0, STEADY.warmUpUsers)));
  const asked = users.slice(STEADY.warmUpUsers);
  return await steadyLoad({
    url: urls.recommender,
    paths: pathsOf(STEADY.route, asked),
    key: ADMIN_KEY,
    requestsASecond: STEADY.requestsASecond,
    seconds: Math.floor(asked.length / STEADY.requestsASecond),
  });
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    users: { type: 'string', default: '12000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});

async function measureFirstPass(): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'first-pass-logs-'));
  const sides: Side[] = [];
  try {
    const dates = { firstDay: '2017-03-30', lastDay: '2017-05-12' };
    await writeSampleLogs({ directory: logs, userCount: Number(options.users), ...dates, seed: 1 });
    sides.push(await begin('ours', '.', logs));
    if (options.against !== undefined) sides.push(await begin(options.against, options.against, logs));
    console.log(`load ${loadavg()[0]!.toFixed(1)} before the first round`);
    for (let n = 0; n < Number(options.rounds); n++) for (const side of sides) await round(side);
    for (const [route] of measured()) {
      const show = (what: string, of: 'rates' | 'service' | 'postgres', digits: number) => {
        const figures = sides.map((side) => median(side[of][route]!));
        const cells = figures.map((figure) => figure.toFixed(digits).padStart(10)).join('');
        const ratio = figures.length === 2 ? `  ${(figures[0]! / figures[1]!).toFixed(2)} of the other` : '';
        console.log(`${`${route} ${what}`.padEnd(60)}${cells}${ratio}`);
      };
      show('a second', 'rates', 0);
      show('ms of the service', 'service', 3);
      show('ms of PostgreSQL', 'postgres', 3);
    }
    if (options.only === 'churn') return;
    for (const side of sides) console.log(`${STEADY.route} of ${side.name}: ${await latencies(side)}`);
  } finally {
    for (const { child } of sides) {
      child.send('stop');
      await once(child, 'exit');
    }
    rmSync(logs, { recursive: true });
  }
}

await measureFirstPass();
