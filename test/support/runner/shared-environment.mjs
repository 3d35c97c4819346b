import { ModernFakeTimers } from '@jest/fake-timers';
import fc from 'fast-check';
import { ModuleMocker } from 'jest-mock';
import { COMPILE_CACHE } from '../../../scripts/bootstrap/paths.mjs';

/** Runs of a property that names no number of its own: a third of fast-check's 100, but all in a thorough run. */
fc.configureGlobal({
  numRuns: process.env.TEST_THOROUGH === 'all' ? 100 : 34,
  ...(process.env.TEST_ORDER_SEED ? { seed: Number(process.env.TEST_ORDER_SEED) } : {}),
});

/**
 * The environment of a test file that runs in the realm of its worker, for shared-runtime.mjs. What Jest or the file
 * replaces on the process and on the global object is put back at the end of the file.
 */
export default class SharedEnvironment {
  global = globalThis;
  #before = {
    environment: process.env,
    env: { ...process.env },
    exit: process.exit,
    console: globalThis.console,
    workingDirectory: process.cwd(),
  };

  constructor({ projectConfig }) {
    // For the programs that tests start. A worker itself began without: it would store thousands of sources at its end.
    process.env.NODE_COMPILE_CACHE = COMPILE_CACHE;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    // Jest takes this for an environment that has ended.
    this.fakeTimersModern = null;
    const { environment, env, exit, console, workingDirectory } = this.#before;
    // The object itself: threads get what is set on it, and nothing of one that replaces it.
    process.env = environment;
    process.exit = exit;
    globalThis.console = console;
    if (process.cwd() !== workingDirectory) process.chdir(workingDirectory);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    for (const [name, value] of Object.entries(env)) {
      if (process.env[name] !== value) process.env[name] = value;
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** There is none: Jest asks for it where it would run code in a vm context. */
  getVmContext() {
    return null;
  }
}
