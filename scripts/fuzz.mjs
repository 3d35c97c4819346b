// Sends generated requests, well and badly formed, to the three running services and holds every answer against their API documents.
// Run by `npm run fuzz`; needs Python 3.10 or newer with venv, and about a quarter of an hour a service for 100,000 cases.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { pythonVenv } from './python-venv.mjs';

const SERVICES = ['ingest', 'churn', 'recommender'];
const FOLDER = inRoot('.musicbox', 'fuzz');
const REQUIREMENTS = inRoot('test', 'fuzz', 'requirements.txt');
const CONFIGURATION = inRoot('test', 'fuzz', 'schemathesis.toml');
const HELP = `npm run fuzz -- [--cases 100000] [--service ingest|churn|recommender] [--seed N] [--users 1000]
  --cases    how many requests to send to each service; rounds with new seeds go on until that many were sent
  --service  only this one
  --seed     of the first round; the next rounds count up from it. Printed, so that a failure can be repeated
  --users    users in the sample logs that the services answer from`;

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    service: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    users: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else process.exitCode = await main().catch((error) => (console.error(inOneSentence(error)), 1));

async function main() {
  const chosen = SERVICES.filter((name) => options.service === undefined || name === options.service);
  if (chosen.length === 0)
    throw new Failure(`There is no service ${options.service}: choose one of ${SERVICES.join(', ')}.`);
  const bin = pythonVenv('fuzz-venv', REQUIREMENTS);
  const platform = await startPlatform();
  const stop = () => platform.kill('SIGINT');
  process.once('SIGINT', stop);
  try {
    const access = JSON.parse(readFileSync(`${FOLDER}/access.json`, 'utf8'));
    const totals = chosen.map((name) => fuzz(bin, name, access[name].url, access.adminKey));
    for (const { name, cases, failures, seeds } of totals) {
      console.log(
        `${name.padEnd(12)} ${cases} cases, ${failures} failures, seeds ${seeds[0]} to ${seeds.at(-1)}`,
      );
    }
    return totals.every(({ failures }) => failures === 0) ? 0 : 1;
  } finally {
    stop();
    await new Promise((resolve) => platform.once('exit', resolve));
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

/** The whole platform with a data folder and ports of its own, and no limit on how much one key may ask. */
async function startPlatform() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const ports = await Promise.all(SERVICES.map(freePort));
  const places = SERVICES.flatMap((name, n) => [`--${name}-port`, String(ports[n])]);
  const platform = spawn(
    process.execPath,
    ['dist/launcher/src/main.js', '--data', FOLDER, '--sample-users', options.users, ...places],
    {
      cwd: inRoot(),
      env: { ...process.env, RATE_LIMIT_PER_MINUTE: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  await new Promise((resolve, reject) => {
    platform.once('exit', () => reject(new Failure(`The platform did not start:\n${said}`)));
    platform.stdout.on('data', (bytes) => {
      said += bytes;
      if (said.includes('\nReady.')) resolve();
    });
  });
  return platform;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Rounds with new seeds until enough cases were sent, or something failed. */
function fuzz(bin, name, url, key) {
  const seeds = [];
  let cases = 0;
  let failures = 0;
  while (cases < Number(options.cases) && failures === 0) {
    const seed = Number(options.seed) + seeds.length;
    seeds.push(seed);
    const report = round(bin, name, url, key, seed);
    cases += report.test_cases.generated;
    failures += report.test_cases.unique_failures + report.errors.length;
    console.log(`${name}: ${cases} cases so far, ${failures} failures, seed ${seed}`);
  }
  return { name, cases, failures, seeds };
}

function round(bin, name, url, key, seed) {
  const reportFile = `${FOLDER}/${name}-${seed}.json`;
  spawnSync(
    `${bin}/st`,
    [
      ...['--config-file', CONFIGURATION, 'run', `${url}/docs-json`, '--seed', String(seed)],
      ...['--header', `Authorization: Bearer ${key}`],
      ...['--report', 'json', '--report-json-path', reportFile],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], cwd: FOLDER },
  );
  if (!existsSync(reportFile))
    throw new Failure('schemathesis did not finish: what it printed above says why.');
  return JSON.parse(readFileSync(reportFile, 'utf8'));
}
