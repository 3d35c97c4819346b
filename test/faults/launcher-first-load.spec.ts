import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, removeEmbeddedPostgres, signal } from '#common/embedded-postgres';
import { writeSampleLogs } from '#sample-logs';
import type { SampleManifest } from '#sample-logs';
import {
  endLaunchers,
  freePorts,
  killDuring,
  LauncherProcess,
  postgresPidOf,
  servicePidsOf,
  untilRunning,
} from '../support/launcher-process.js';

describe('the first load', () => {
  let folder: string;
  let data: string;
  let logs: string;
  let manifest: SampleManifest;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'first-load-'));
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    logs = join(folder, 'generated');
    manifest = await writeSampleLogs({
      directory: logs,
      userCount: 600,
      firstDay: '2017-03-30',
      // Too few for the windows of the churn service.
      lastDay: '2017-04-22',
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
  const children = (): number[] => [...Object.values(servicePidsOf(data)), postgresPidOf(data)];

  it('does not begin when interrupted while PostgreSQL starts, and no PostgreSQL is left', async () => {
    const launcher = await launch(['--logs', logs]);
    const cluster = join(data, 'postgres', 'data');
    await launcher.until(() => existsSync(cluster), 'the first files of PostgreSQL');
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(launcher.output).not.toContain('- Services');
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  }, 120_000);

  it('stops at once when interrupted, leaving no process', async () => {
    const launcher = await launch(['--logs', logs]);
    await untilRunning(launcher, data, 'ingest');
    const started = children();
    launcher.kill('SIGINT');
    expect(await launcher.exit()).toBe(130);
    expect(started.map(isRunning)).toEqual([false, false, false, false, false]);
  }, 120_000);

  it('survives kill -9 of the service and of PostgreSQL, and is not repeated after that of all', async () => {
    const launcher = await launch(['--logs', logs]);
    await killDuring(launcher, data, 'ingest', 'ingest');
    await killDuring(launcher, data, 'ingest', 'PostgreSQL');
    await launcher.says(/^- Archives: loaded \(/m);
    expect(launcher.output).toMatch(/The load was interrupted .* attempt 2 of 5 begins/);

    // Everything dead at once, as when the power fails.
    for (const pid of [launcher.pid, ...children()]) signal(pid, 'SIGKILL');
    await launcher.exit();

    const next = await launch(['--once']);
    await next.says(/^Ready\.$/m);
    expect(await next.exit()).toBe(0);
    expect(next.output).toContain(`Log archives in ${logs}`);
    expect(next.output).toMatch(/Archives: loaded already/);
    expect(next.output).toMatch(/synthetic/);
    expect(next.output).toMatch(/^- The churn model: (trained|the new version) /m);
    expect(next.output).toMatch(/^ +windows for short logs: 14 days to look at, 7 to see who left/m);
    // Its songs and what users said of them are loaded, too.
    const said = readFileSync(join(logs, '_feedback.csv'), 'utf8').trimEnd().split('\n').length - 1;
    const events = Object.values(manifest.events)
      .reduce((sum, count) => sum + count, said)
      .toLocaleString('en');
    expect(next.output).toContain(`Loaded          ${events} events from ${manifest.archives + 2} archives`);
  }, 240_000);
});
