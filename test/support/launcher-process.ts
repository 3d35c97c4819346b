import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '#common/embedded-postgres';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { holdOutput } from './process-output.js';
import type { ServiceName } from './running-services.js';

const MAIN = resolve('dist/programs/launcher.js');
/** Variables that the launcher takes for options, and that are not those of the tests. */
const OPTIONS =
  /^(LOGS_DIR|DATABASE_URL|DATABASE_PORT|(INGEST|CHURN|RECOMMENDER|CONSOLE)_PORT|SAMPLE_\w+|MUSICBOX_\w+)$/;

/** What `access.json` says. */
export interface Access extends Record<ServiceName, { url: string }> {
  readKey: string;
  writeKey: string;
  adminKey: string;
}

const running = new Set<LauncherProcess>();

/** The launcher as `npm start` runs it, with everything it prints. */
export class LauncherProcess {
  output = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(args: string[], environment: Record<string, string> = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !OPTIONS.test(name));
    this.child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.closed = once(this.child, 'close');
    running.add(this);
    this.child.once('exit', () => running.delete(this));
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
      holdOutput('launcher', stream);
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until the output matches. @throws when the launcher ends first or it takes too long */
  async says(pattern: RegExp, timeoutMs = 90_000): Promise<void> {
    await this.until(() => pattern.test(this.output), `"${String(pattern)}"`, timeoutMs);
  }

  /** Waits until a condition holds. @throws when the launcher ends first or it takes too long */
  async until(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = 90_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await condition())) {
      if (this.isOver || Date.now() > deadline) throw new Error(`Waited for ${what} in vain.`);
      await sleep(20);
    }
  }

  kill(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for its end, and for all that it has printed. */
  async exit(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}

/** Ends what a failed test left running. */
export async function endLaunchers(): Promise<void> {
  for (const launcher of running) {
    launcher.kill('SIGTERM');
    await launcher.exit();
  }
}

export function accessOf(data: string): Access {
  return JSON.parse(readFileSync(join(data, 'access.json'), 'utf8')) as Access;
}

export function servicePidsOf(data: string): Record<string, number> {
  const services = JSON.parse(readFileSync(join(data, 'services.json'), 'utf8')) as ProcessIdentity[];
  return Object.fromEntries(
    services.map(({ command, pid }) => [/(\w+)-service/.exec(command)?.[1] ?? 'console', pid]),
  );
}

export function postgresPidOf(data: string): number {
  return Number(readFileSync(join(data, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** The job that `npm start` runs in each service. */
const PREPARING = { ingest: 'ingest', churn: 'churn.retrain', recommender: 'recommender.retrain' };

/** Waits until the service runs its load or training. */
export async function untilRunning(
  launcher: LauncherProcess,
  data: string,
  service: ServiceName,
): Promise<void> {
  const kind = PREPARING[service];
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

/** Kills a process while the service loads or trains, and waits until that process is ready again. */
export async function killDuring(
  launcher: LauncherProcess,
  data: string,
  service: ServiceName,
  victim: ServiceName | 'PostgreSQL',
): Promise<void> {
  await untilRunning(launcher, data, service);
  const name = victim === 'PostgreSQL' ? victim : `The ${victim} service`;
  await killAndAwait(
    launcher,
    name,
    victim === 'PostgreSQL' ? postgresPidOf(data) : servicePidsOf(data)[victim]!,
  );
}

/** Kills a process with SIGKILL, and waits until the launcher has reported its end and that it is ready again. */
export async function killAndAwait(launcher: LauncherProcess, name: string, pid: number): Promise<void> {
  const before = launcher.output.length;
  signal(pid, 'SIGKILL');
  for (const report of [`${name} ended unexpectedly`, `${name} is ready again.`]) {
    await launcher.until(() => launcher.output.slice(before).includes(report), `"${report}"`);
  }
}

export async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Options for different ports that are free now. */
export async function freePorts(): Promise<string[]> {
  const servers = await Promise.all([listen(), listen(), listen(), listen()]);
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ['ingest', 'churn', 'recommender', 'console'].flatMap((name, at) => [
    `--${name}-port`,
    `${ports[at]!}`,
  ]);
}
