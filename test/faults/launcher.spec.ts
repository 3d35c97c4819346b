import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, removeEmbeddedPostgres, waitUntilGone } from '#common/embedded-postgres';
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
} from '../support/launcher-process.js';

const SAMPLE = ['--sample-users', '800', '--sample-from', '2017-04-22', '--sample-to', '2017-05-12'];
/** Windows so short that the days of the sample suffice for training. */
const WINDOWS = { CHURN_FEATURE_DAYS: '10', CHURN_LABEL_DAYS: '5' };

describe('the launcher', () => {
  let folder: string;
  let data: string;
  let ports: string[];
  const servicePids = (): Record<string, number> => servicePidsOf(data);
  const postgresPid = (): number => postgresPidOf(data);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'music box launcher-'));
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    ports = await freePorts();
  });

  afterEach(endLaunchers, 60_000);

  afterAll(async () => {
    await removeEmbeddedPostgres(join(data, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  });

  const launch = (args: string[], environment = {}): LauncherProcess =>
    new LauncherProcess(['--data', data, ...ports, ...SAMPLE, ...args], { ...WINDOWS, ...environment });

  async function refuses(launcher: LauncherProcess, sentence: RegExp): Promise<void> {
    expect(await launcher.exit()).toBe(1);
    const lines = launcher.output.split('\n').filter((line) => line !== '' && !line.startsWith('- '));
    expect(lines).toEqual([expect.stringMatching(sentence)]);
  }

  describe('says in one sentence', () => {
    it('that a port is busy', async () => {
      const holder = await listen();
      const port = portOf(holder);
      try {
        const launcher = launch(['--churn-port', `${port}`]);
        await refuses(
          launcher,
          new RegExp(`^Port ${port} is in use by .*choose another port with --churn-port`),
        );
      } finally {
        await new Promise((done) => holder.close(done));
      }
    });

    it('that nobody answers at DATABASE_URL', async () => {
      const launcher = launch([], { DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/music' });
      await refuses(launcher, /^PostgreSQL at 127\.0\.0\.1:1 cannot be reached .*is DATABASE_URL right\?$/);
      expect(launcher.output).not.toContain('secret');
    });
  });

  it('says that nothing was loaded when every archive was refused, why, and ends with 1', async () => {
    const logs = join(folder, 'other logs');
    const own = join(folder, 'refused');
    mkdirSync(logs);
    writeFileSync(join(logs, 'endsong.json'), '[{"ts": "2023-01-01", "ms_played": 1000}]');
    writeFileSync(join(logs, '20230101_1_play.log'), 'user,artist,track\n1,2,3\n');
    const launcher = launch(['--data', own, '--logs', logs, '--once']);
    try {
      expect(await launcher.exit()).toBe(1);
      expect(launcher.output).toMatch(/^- Archives: none loaded \(/m);
      expect(launcher.output).toMatch(
        /^Loaded {10}none: every archive was refused \(2\); docs\/own-logs\.md/m,
      );
      expect(launcher.output).toMatch(
        /^ +endsong\.json: It looks like Spotify's .* --mapping spotify-extended\.$/m,
      );
      expect(launcher.output).toMatch(/^ +20230101_1_play\.log: It looks like a CSV, which needs a mapping/m);
    } finally {
      await removeEmbeddedPostgres(join(own, 'postgres'));
    }
  }, 120_000);

  it('recovers from every process being killed, also while it trains, and stops all of them at the end', async () => {
    const first = launch([]);
    // Both while the load runs: launcher-first-load.spec.ts.
    for (const [service, victim] of [
      ['churn', 'churn'],
      ['recommender', 'PostgreSQL'],
    ] as const) {
      await killDuring(first, data, service, victim);
      await first.says(new RegExp(`^- The ${service} model: (trained|the new version) `, 'm'));
    }
    await first.says(/^Ready\.$/m);
    const access = accessOf(data);
    expect(statSync(join(data, 'access.json')).mode & 0o777).toBe(0o600);
    const authorization = `Bearer ${access.readKey}`;
    const jobs = await fetch(`${access.ingest.url}/jobs`, { headers: { authorization } });
    expect(jobs.status).toBe(200);

    // A posted event, as live ones arrive all the time, is no reason to train anew at the next start.
    const event = {
      eventId: 'live',
      kind: 'play',
      happenedAt: '2017-05-12T20:15:00',
      userId: '7',
      songId: '8',
    };
    const posted = await fetch(`${access.ingest.url}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access.writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [event] }),
    });
    expect(await posted.json()).toMatchObject({ accepted: 1 });

    // A second launcher on the same data is told about the first.
    await refuses(launch([]), new RegExp(`already runs from this data folder \\(process ${first.pid}\\)`));

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

    await Promise.all([
      killAndAwait(first, 'The console', servicePids()['console']!),
      killAndAwait(first, 'The recommender service', servicePids()['recommender']!),
    ]);

    // Now the launcher itself: services and PostgreSQL stay behind, and the next start takes care of them.
    const orphans = Object.values(servicePids());
    const orphanedPostgres = postgresPid();
    first.kill('SIGKILL');
    await first.exit();
    expect(orphans.map(isRunning)).toEqual([true, true, true, true]);

    const second = launch([]);
    await second.says(/^Ready\.$/m);
    expect(second.output).toMatch(/4 services left by a killed start were stopped/);
    expect(second.output).toMatch(/Archives: loaded already/);
    expect(second.output).toMatch(/The churn model: newer than the data/);
    expect(second.output).toMatch(/The recommender model: newer than the data/);
    expect(orphans.map(isRunning)).toEqual([false, false, false, false]);
    expect(isRunning(orphanedPostgres)).toBe(false);
    expect(accessOf(data)).toEqual(access);
    const children = [...Object.values(servicePids()), postgresPid()];
    second.kill('SIGTERM');
    expect(await second.exit()).toBe(0);
    for (const pid of children) expect(await waitUntilGone(pid, 0)).toBe(true);
  }, 360_000);
});
