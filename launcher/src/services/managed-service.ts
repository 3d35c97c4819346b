import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from '#common/embedded-postgres';
import type { ProcessIdentity } from '#common/embedded-postgres';
import { LauncherError, sentenceForRetry } from '../launcher-error.js';
import { boundLog } from './service-log.js';

const READY_TIMEOUT_MS = 60_000;

/**
 * The allocator of glibc otherwise learns to keep blocks of up to 32 MB for later: a load of two days of
 * 600,000 users had 387 instead of 348 MiB at most. Elsewhere it means nothing.
 */
const LARGE_BLOCKS_APART = { MALLOC_MMAP_THRESHOLD_: '1000000' };

/**
 * A service that ran this long without dying starts again at once; one that dies sooner waits longer each
 * time.
 */
const STABLE_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

export interface ServiceDefinition {
  /** As sentences name it: "churn service". */
  name: string;
  /** What its own sentences in the log begin with. */
  program: string;
  script: string;
  /** Options of Node. */
  nodeOptions: string[];
  url: string;
  log: string;
  environment: Record<string, string>;
}

/** One service as a child process: started, waited for, restarted when it dies, stopped. */
export class ManagedService {
  identity: ProcessIdentity | null = null;
  /** How often it has ended unexpectedly once it was ready. */
  interruptions = 0;
  private child: ChildProcess | null = null;
  private logOffset = 0;
  /** Of these, how often in close succession. */
  private deaths = 0;

  constructor(
    readonly definition: ServiceDefinition,
    private readonly onStarted: () => void,
  ) {}

  start(): void {
    const { script, nodeOptions, log, environment } = this.definition;
    boundLog(log);
    const file = openSync(log, 'a', 0o600);
    try {
      this.logOffset = fstatSync(file).size;
      this.child = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, script], {
        env: { ...LARGE_BLOCKS_APART, ...process.env, ...environment },
        stdio: ['ignore', file, file],
        // A session of its own: Ctrl-C reaches the launcher alone, which then stops everything in order.
        detached: true,
      });
    } finally {
      closeSync(file);
    }
    this.child.on('error', () => undefined);
    this.identity = this.child.pid === undefined ? null : identifyProcess(this.child.pid);
    this.onStarted();
  }

  /**
   * Waits for the readiness endpoint to say yes.
   * @throws LauncherError quoting what the service said when it ends instead, or is not ready after a minute
   */
  async waitUntilReady(stop: AbortSignal): Promise<void> {
    const { name, url, log } = this.definition;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady(url, stop))) {
      stop.throwIfAborted();
      if (!this.isAlive()) {
        throw new LauncherError(`The ${name} did not start: ${this.lastWords()} (more in ${log})`);
      }
      if (Date.now() > deadline) {
        throw new LauncherError(`The ${name} is not ready after a minute; ${log} says why.`);
      }
      await sleep(100, undefined, { signal: stop });
    }
  }

  /** Starts it again whenever it dies, with a growing pause; rejects when stopped. */
  async keepRunning(stop: AbortSignal, say: (line: string) => void): Promise<void> {
    for (;;) {
      const since = Date.now();
      while (this.isAlive()) {
        if (boundLog(this.definition.log)) this.logOffset = 0;
        await sleep(250, undefined, { signal: stop });
      }
      stop.throwIfAborted();
      this.interruptions++;
      this.deaths = Date.now() - since > STABLE_MS ? 0 : this.deaths + 1;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.deaths);
      say(
        `The ${this.definition.name} ended unexpectedly (${this.howItEnded()}); starting it again in ${pauseMs / 1000} s.`,
      );
      await sleep(pauseMs, undefined, { signal: stop });
      try {
        this.start();
        await this.waitUntilReady(stop);
        say(`The ${this.definition.name} is ready again.`);
      } catch (error) {
        stop.throwIfAborted();
        say(sentenceForRetry(error));
      }
    }
  }

  /** Ends it and starts it again with further variables. */
  async restartWith(environment: Record<string, string>, stop: AbortSignal): Promise<void> {
    Object.assign(this.definition.environment, environment);
    await this.stop();
    // At once, so that `keepRunning` does not find it ended.
    this.start();
    await this.waitUntilReady(stop);
  }

  /** Asks it to end (it finishes running requests and rolls back its job), and insists after 15 seconds. */
  async stop(): Promise<void> {
    for (const [name, patienceMs] of [
      ['SIGTERM', 15_000],
      ['SIGKILL', 5_000],
    ] as const) {
      const child = this.child;
      if (child === null || !this.isAlive()) return;
      // Of the child alone: once it has ended, another process may have its number.
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(patienceMs) });
      child.kill(name);
      await ended.catch(() => undefined);
    }
  }

  private isAlive(): boolean {
    return (
      this.child !== null &&
      this.child.exitCode === null &&
      this.child.signalCode === null &&
      this.child.pid !== undefined
    );
  }

  private howItEnded(): string {
    return this.child?.signalCode ?? `exit code ${this.child?.exitCode ?? 'unknown'}`;
  }

  private lastWords(): string {
    const text = readFileSync(this.definition.log).subarray(this.logOffset).toString('utf8');
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    // A service that knows what is wrong says so after its name; a crash has its message above the stack.
    const own = lines.filter((line) => line.startsWith(`${this.definition.program}: `)).pop();
    const said = own ?? lines.find((line) => /^\s*\w*Error\b/.test(line)) ?? lines.pop();
    return said ?? `it ended with ${this.howItEnded()}`;
  }
}

async function isReady(url: string, stop: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, {
      signal: AbortSignal.any([stop, AbortSignal.timeout(5_000)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
