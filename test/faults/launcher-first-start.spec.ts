import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, removeEmbeddedPostgres, signal } from '#common/embedded-postgres';
import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import {
  accessOf,
  endLaunchers,
  freePorts,
  LauncherProcess,
  postgresPidOf,
  servicePidsOf,
} from '../support/launcher-process.js';
import type { ServiceName } from '../support/running-services.js';

describe('the first load and training', () => {
  let folder: string;
  let data: string;
  let logs: string;
  let manifest: SampleManifest;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'first-start-'));
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    logs = join(folder, 'generated');
    // Of fewer users the last days have empty archives, and without them there are too few whole days to train on.
    manifest = await writeSampleLogs({
      directory: logs,
      userCount: 1_000,
      firstDay: '2017-03-30',
      lastDay: '2017-05-12',
      seed: 1,
    });
  });

  afterEach(endLaunchers, 60_000);

  afterAll(async () => {
    await removeEmbeddedPostgres(join(data, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  });

  /** On ports of its own: those of an earlier one may be taken by now. */
  const launch = async (args: string[]): Promise<LauncherProcess> =>
    new LauncherProcess(['--data', data, ...(await freePorts()), ...args]);

  /** Waits until the service runs a job of the kind. */
  async function runs(launcher: LauncherProcess, service: ServiceName, kind: string): Promise<void> {
    const isRunningNow = async (): Promise<boolean> => {
      if (!existsSync(join(data, 'services.json'))) return false;
      const access = accessOf(data);
      try {
        const headers = { authorization: `Bearer ${access.readKey}` };
        const answer = await fetch(`${access[service].url}/jobs?kind=${kind}&limit=5`, { headers });
        return /"state":"running"/.test(await answer.text());
      } catch {
        return false;
      }
    };
    await launcher.until(isRunningNow, `a running job ${kind}`);
  }

  /** Kills a process while the job runs, and waits until that process is ready again. */
  async function killDuring(
    launcher: LauncherProcess,
    job: { service: ServiceName; kind: string },
    victim: ServiceName | 'PostgreSQL',
  ): Promise<void> {
    await runs(launcher, job.service, job.kind);
    const before = launcher.output.length;
    signal(victim === 'PostgreSQL' ? postgresPidOf(data) : servicePidsOf(data)[victim]!, 'SIGKILL');
    const name = victim === 'PostgreSQL' ? victim : `The ${victim} service`;
    await launcher.until(
      () => launcher.output.slice(before).includes(`${name} is ready again.`),
      `${name} to be ready again`,
    );
  }

  it('do not begin when interrupted while PostgreSQL starts, and no PostgreSQL is left', async () => {
    const launcher = await launch(['--logs', logs]);
    const cluster = join(data, 'postgres', 'data');
    await launcher.until(() => existsSync(cluster), 'the first files of PostgreSQL');
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(launcher.output).not.toContain('- Services');
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  }, 120_000);

  it('stop at once when interrupted, leaving no process', async () => {
    const launcher = await launch(['--logs', logs]);
    await runs(launcher, 'ingest', 'ingest');
    const children = [...Object.values(servicePidsOf(data)), postgresPidOf(data)];
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(children.map(isRunning)).toEqual([false, false, false, false, false]);
  }, 120_000);

  it('survive kill -9 of every service and of PostgreSQL', async () => {
    const launcher = await launch(['--logs', logs]);
    const load = { service: 'ingest', kind: 'ingest' } as const;
    await killDuring(launcher, load, 'ingest');
    await killDuring(launcher, load, 'PostgreSQL');
    await launcher.says(/^- Archives: loaded \(/m);
    expect(launcher.output).toMatch(/The load was interrupted .* attempt 2 of 5 begins/);

    const churn = { service: 'churn', kind: 'churn.retrain' } as const;
    await killDuring(launcher, churn, 'churn');
    await killDuring(launcher, churn, 'PostgreSQL');
    await launcher.says(/^- The churn model: trained \(/m);

    const recommender = { service: 'recommender', kind: 'recommender.retrain' } as const;
    await killDuring(launcher, recommender, 'recommender');
    await killDuring(launcher, recommender, 'PostgreSQL');
    await launcher.says(/^Ready\.$/m);
    expect(launcher.output).toMatch(/^- The recommender model: trained \(/m);
    const events = Object.values(manifest.events)
      .reduce((sum, count) => sum + count, 0)
      .toLocaleString('en');
    expect(launcher.output).toContain(`Loaded          ${events} events from ${manifest.archives} archives`);

    launcher.kill('SIGTERM');
    expect(await launcher.exit()).toBe(0);
  }, 480_000);

  it('are not repeated when the same generated folder is given again', async () => {
    for (const args of [['--logs', logs], []]) {
      const launcher = await launch([...args, '--once']);
      await launcher.says(/^Ready\.$/m);
      expect(await launcher.exit()).toBe(0);
      expect(launcher.output).toContain(`Log archives in ${logs}`);
      expect(launcher.output).toMatch(/Archives: loaded already/);
      expect(launcher.output).toMatch(/synthetic/);
    }
  }, 240_000);
});
