import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, removeEmbeddedPostgres, signal, waitUntilGone } from '#common/embedded-postgres';
import type { SampleManifest } from '#sample-logs';
import {
  accessOf,
  endLaunchers,
  freePorts,
  killAndAwait,
  killDuring,
  LauncherProcess,
  listen,
  portOf,
  postgresPidOf,
  servicePidsOf,
  untilRunning,
} from '../support/launcher-process.js';
import { createTestDatabase } from '../support/test-database.js';

/** Days too few for the windows of the churn service: the launcher shortens them. */
const SAMPLE = ['--sample-users', '500', '--sample-from', '2017-03-30', '--sample-to', '2017-04-22'];
/** Models that are trained in seconds: what is asked here is whether they are, and how often. */
const SMALL = { CHURN_MODELS: 'logistic-regression', CHURN_SNAPSHOTS: '1', RECOMMENDER_FACTORS: '8' };

let folder: string;
let data: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'music box launcher-'));
  chmodSync(folder, 0o755);
  data = join(folder, 'data');
});

afterAll(async () => {
  await endLaunchers();
  await removeEmbeddedPostgres(join(data, 'postgres'));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** On ports of its own: those of an earlier one may be taken by now. */
const launch = async (args: string[] = [], environment = {}): Promise<LauncherProcess> =>
  new LauncherProcess(['--data', data, ...(await freePorts()), ...SAMPLE, ...args], {
    ...SMALL,
    ...environment,
  });

/** Processes of the services and of PostgreSQL. */
const children = (): number[] => [...Object.values(servicePidsOf(data)), postgresPidOf(data)];

async function refuses(launcher: LauncherProcess, sentence: RegExp): Promise<void> {
  expect(await launcher.exit()).toBe(1);
  const lines = launcher.output.split('\n').filter((line) => line !== '' && !line.startsWith('- '));
  expect(lines).toEqual([expect.stringMatching(sentence)]);
}

describe('the launcher says in one sentence', () => {
  it('that a port is busy', async () => {
    const holder = await listen();
    const port = portOf(holder);
    try {
      const launcher = await launch(['--churn-port', `${port}`]);
      await refuses(
        launcher,
        new RegExp(`^Port ${port} is in use by .*choose another port with --churn-port`),
      );
    } finally {
      await new Promise((done) => holder.close(done));
    }
  });

  it('that nobody answers at DATABASE_URL', async () => {
    const launcher = await launch([], { DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/music' });
    await refuses(launcher, /^PostgreSQL at 127\.0\.0\.1:1 cannot be reached .*is DATABASE_URL right\?$/);
    expect(launcher.output).not.toContain('secret');
  });
});

it('a start whose every archive was refused says so and why, and ends with 1', async () => {
  const logs = join(folder, 'other logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'endsong.json'), '[{"ts": "2023-01-01", "ms_played": 1000}]');
  writeFileSync(join(logs, '20230101_1_play.log'), 'user,artist,track\n1,2,3\n');
  const test = await createTestDatabase();
  const args = ['--data', join(folder, 'refused'), '--logs', logs, '--once'];
  const launcher = await launch(args, { DATABASE_URL: test.url });
  try {
    expect(await launcher.exit()).toBe(1);
    expect(launcher.output).toMatch(/^- Archives: none loaded \(/m);
    expect(launcher.output).toMatch(/^Loaded {10}none: every archive was refused \(2\); docs\/own-logs\.md/m);
    expect(launcher.output).toMatch(
      /^ +endsong\.json: It looks like Spotify's .* --mapping spotify-extended\.$/m,
    );
    expect(launcher.output).toMatch(/^ +20230101_1_play\.log: It looks like a CSV, which needs a mapping/m);
  } finally {
    await test.drop();
  }
}, 120_000);

/** One data folder from its first start to its last end; each test begins where the one before it ended. */
describe('a platform', () => {
  let first: LauncherProcess;

  it('does not begin when interrupted while PostgreSQL starts, and no PostgreSQL is left', async () => {
    const launcher = await launch();
    const cluster = join(data, 'postgres', 'data');
    await launcher.until(() => existsSync(cluster), 'the first files of PostgreSQL');
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(launcher.output).not.toContain('- Services');
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  }, 120_000);

  it('stops at once when interrupted during its first load, leaving no process', async () => {
    const launcher = await launch();
    await untilRunning(launcher, data, 'ingest');
    const started = children();
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(started.map(isRunning)).toEqual([false, false, false, false, false]);
  }, 120_000);

  it('recovers from kill -9 of a service and of PostgreSQL while it loads, and of all at once', async () => {
    const launcher = await launch();
    await killDuring(launcher, data, 'ingest', 'ingest');
    await killDuring(launcher, data, 'ingest', 'PostgreSQL');
    await launcher.says(/^- Archives: loaded \(/m);
    expect(launcher.output).toMatch(/The load was interrupted .* attempt 2 of 5 begins/);
    // As when the power fails.
    for (const pid of [launcher.pid, ...children()]) signal(pid, 'SIGKILL');
    await launcher.exit();
  }, 240_000);

  it('does not load again, recovers from kills while it trains, and says what it has loaded and trained', async () => {
    first = await launch();
    for (const [service, victim] of [
      ['churn', 'churn'],
      ['recommender', 'PostgreSQL'],
    ] as const) {
      await killDuring(first, data, service, victim);
      await first.says(new RegExp(`^- The ${service} model: (trained|the new version) `, 'm'));
    }
    await first.says(/^Ready\.$/m);
    expect(first.output).toMatch(/Archives: loaded already/);
    expect(first.output).toMatch(/synthetic/);
    expect(first.output).toMatch(/^ +windows for short logs: 14 days to look at, 7 to see who left/m);
    const logs = join(data, 'sample-logs');
    const manifest = JSON.parse(readFileSync(join(logs, 'manifest.json'), 'utf8')) as SampleManifest;
    // Its songs and what users said of them are loaded, too.
    const said = readFileSync(join(logs, '_feedback.csv'), 'utf8').trimEnd().split('\n').length - 1;
    const events = Object.values(manifest.events)
      .reduce((sum, count) => sum + count, said)
      .toLocaleString('en');
    expect(first.output).toContain(`Loaded          ${events} events from ${manifest.archives + 2} archives`);
  }, 360_000);

  it('gives its keys to its user alone, signs in to the console once, and has one launcher', async () => {
    const access = accessOf(data);
    expect(statSync(join(data, 'access.json')).mode & 0o777).toBe(0o600);
    const authorization = `Bearer ${access.readKey}`;
    const jobs = await fetch(`${access.ingest.url}/jobs`, { headers: { authorization } });
    expect(jobs.status).toBe(200);

    // A second launcher on the same data is told about the first.
    await refuses(
      await launch(),
      new RegExp(`already runs from this data folder \\(process ${first.pid}\\)`),
    );

    // The link of the summary signs in to the console once.
    const [, link, code] = /^Console {9}(\S+)\/#code=(\S+)/m.exec(first.output)!;
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const signIn = () =>
      fetch(`${link!}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      });
    expect([(await signIn()).status, (await signIn()).status]).toEqual([200, 401]);
  }, 60_000);

  it('starts again after its launcher was killed, trains nothing anew, and stops all processes at the end', async () => {
    const access = accessOf(data);
    // A posted event, as live ones arrive all the time, is no reason to train anew at the next start.
    const event = {
      eventId: 'live',
      kind: 'play',
      happenedAt: '2017-04-22T20:15:00',
      userId: '7',
      songId: '8',
    };
    const posted = await fetch(`${access.ingest.url}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access.writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [event] }),
    });
    expect(await posted.json()).toMatchObject({ accepted: 1 });
    const pids = servicePidsOf(data);
    await Promise.all([
      killAndAwait(first, 'The console', pids['console']!),
      killAndAwait(first, 'The recommender service', pids['recommender']!),
    ]);

    // Services and PostgreSQL stay behind, and the next start takes care of them.
    const orphans = Object.values(servicePidsOf(data));
    const orphanedPostgres = postgresPidOf(data);
    first.kill('SIGKILL');
    await first.exit();
    expect(orphans.map(isRunning)).toEqual([true, true, true, true]);

    const second = await launch();
    await second.says(/^Ready\.$/m);
    expect(second.output).toMatch(/4 services left by a killed start were stopped/);
    expect(second.output).toMatch(/Archives: loaded already/);
    expect(second.output).toMatch(/The churn model: newer than the data/);
    expect(second.output).toMatch(/The recommender model: newer than the data/);
    expect(orphans.map(isRunning)).toEqual([false, false, false, false]);
    expect(isRunning(orphanedPostgres)).toBe(false);
    const { readKey, writeKey, adminKey } = access;
    expect(accessOf(data)).toMatchObject({ readKey, writeKey, adminKey });
    const started = children();
    second.kill('SIGTERM');
    expect(await second.exit()).toBe(0);
    for (const pid of started) expect(await waitUntilGone(pid, 0)).toBe(true);
  }, 240_000);
});
