// Sends generated requests, well and badly formed, to the three running services and holds every answer
// against their API documents. Run by `npm run fuzz`; needs Python 3.10 or newer with venv, and about three
// quarters of an hour for 100,000 cases a service.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { Failure, inOneSentence } from '../../scripts/bootstrap/failure.mjs';
import { inRoot } from '../../scripts/bootstrap/paths.mjs';
import { withOwnPlatform } from '../../scripts/own-platform.mjs';
import { pythonVenv } from '../../scripts/python-venv.mjs';

const SERVICES = ['ingest', 'churn', 'recommender'];
const FOLDER = inRoot('.musicbox', 'fuzz');
const REQUIREMENTS = inRoot('test', 'fuzz', 'requirements.txt');
const CONFIGURATION = inRoot('test', 'fuzz', 'schemathesis.toml');
const CANCEL_EVERY_MS = 1_000;
/** Of too few no churn model goes live. */
const USERS = '1000';

/**
 * cases: how many requests to send to each service; rounds with new seeds go on until that many were sent. seed:
 * of the first round; the next rounds count up from it. It is printed, so that a failure can be repeated.
 */
const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
});

process.exitCode = await main().catch((error) => (console.error(inOneSentence(error)), 1));

async function main() {
  const bin = pythonVenv('fuzz-venv', REQUIREMENTS);
  return withOwnPlatform(FOLDER, USERS, async (access) => {
    const known = await knownIds(access);
    const cancelling = setInterval(() => void cancelJobs(access), CANCEL_EVERY_MS);
    try {
      const totals = await Promise.all(
        SERVICES.map((name) => fuzz(bin, name, access[name].url, access.adminKey, known)),
      );
      for (const { name, cases, failures, seeds } of totals) {
        console.log(
          `${name.padEnd(12)} ${cases} cases, ${failures} failures, seeds ${seeds[0]} to ${seeds.at(-1)}`,
        );
      }
      return totals.every(({ failures }) => failures === 0) ? 0 : 1;
    } finally {
      clearInterval(cancelling);
    }
  });
}

/** A user and a song that the services know: with random ids alone nearly every answer would be 404. */
async function knownIds({ churn, recommender, adminKey }) {
  const ask = async (url) => {
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${adminKey}` } });
    if (!answer.ok) throw new Failure(`${url} answered ${answer.status}.`);
    return await answer.json();
  };
  const { users } = await ask(`${churn.url}/churn?limit=1`);
  const { songs } = await ask(`${recommender.url}/recommend/popular?limit=1`);
  return { userId: users[0].userId, songId: songs[0].songId };
}

/**
 * Training again and again would take most of the machine, and tests no answer: jobs that requests have
 * started are cancelled.
 */
async function cancelJobs({ adminKey, ...access }) {
  const headers = { Authorization: `Bearer ${adminKey}` };
  for (const { url } of SERVICES.map((name) => access[name])) {
    const answer = await fetch(`${url}/jobs?limit=100`, { headers }).catch(() => null);
    const jobs = answer?.ok === true ? await answer.json() : [];
    for (const { id, state } of jobs) {
      if (state !== 'queued' && state !== 'running') continue;
      await fetch(`${url}/admin/jobs/${id}/cancel`, { method: 'POST', headers }).catch(() => null);
    }
  }
}

/**
 * Rounds with new seeds until enough cases were sent, or something failed, two at a time: one asks for a user
 * and a song that are known.
 */
async function fuzz(bin, name, url, key, known) {
  const total = { name, cases: 0, failures: 0, seeds: [] };
  while (total.cases < Number(options.cases) && total.failures === 0) {
    const seed = Number(options.seed) + total.seeds.length;
    total.seeds.push(seed, seed + 1);
    await Promise.all(
      [null, known].map(async (ids, n) => {
        const { report, output } = await round(bin, name, url, key, seed + n, ids);
        const failures = report.test_cases.unique_failures + report.errors.length;
        total.cases += report.test_cases.generated;
        total.failures += failures;
        if (failures > 0) console.log(output);
        console.log(`${name}: ${total.cases} cases so far, ${total.failures} failures, seed ${seed + n}`);
      }),
    );
  }
  return total;
}

async function round(bin, name, url, key, seed, known) {
  const reportFile = `${FOLDER}/${name}-${seed}.json`;
  const configuration = `${FOLDER}/${name}-${seed}.toml`;
  const parameters =
    known === null ? '' : `\n[parameters]\nuserId = "${known.userId}"\nsongId = "${known.songId}"\n`;
  writeFileSync(configuration, readFileSync(CONFIGURATION, 'utf8') + parameters);
  const output = await outputOf(`${bin}/st`, [
    ...['--config-file', configuration, 'run', `${url}/docs-json`, '--seed', String(seed)],
    ...['--header', `Authorization: Bearer ${key}`, '--no-color'],
    ...['--report', 'json', '--report-json-path', reportFile],
  ]);
  if (!existsSync(reportFile)) throw new Failure(`schemathesis did not finish:\n${output}`);
  return { report: JSON.parse(readFileSync(reportFile, 'utf8')), output };
}

async function outputOf(command, args) {
  const child = spawn(command, args, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}
