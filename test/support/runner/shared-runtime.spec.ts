import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A module that says how often it was loaded, and how its importer's `.js` is found. */
const SHARED = `
  const counts = globalThis as { loads?: number };
  counts.loads = (counts.loads ?? 0) + 1;
  export const loads = (): number => counts.loads!;
  export const now = (): number => Date.now();`;

/** Changes everything that a test file can change, and puts nothing back. */
const LEAVES = `
  import { jest } from '@jest/globals';
  import { loads } from './shared.js';
  jest.setTimeout(50);
  it('leaves much behind', () => {
    process.env['LEFT_BEHIND'] = 'yes';
    delete process.env['GIVEN'];
    process.env = { ...process.env };
    process.exit = (() => 'replaced') as never;
    console.log = () => undefined;
    process.stdout.write = () => true;
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    jest.useFakeTimers({ now: 0 });
    expect(Date.now()).toBe(0);
    expect(loads()).toBe(1);
  });
  it('is bound by the time-out of its file', async () => {
    jest.useRealTimers();
    await new Promise(() => undefined);
  });
  it('leaves fake timers', () => {
    jest.useFakeTimers({ now: 0 });
  });`;

const FINDS = `
  import { jest } from '@jest/globals';
  import { once } from 'node:events';
  import { Worker } from 'node:worker_threads';
  import { loads, now } from './shared.js';
  it('gives threads its environment', async () => {
    process.env['FOR_THREADS'] = 'yes';
    const code = "require('node:worker_threads').parentPort.postMessage(process.env['FOR_THREADS'])";
    expect(await once(new Worker(code, { eval: true }), 'message')).toEqual(['yes']);
  });
  it('finds nothing of the file before, but its modules', () => {
    expect(loads()).toBe(1);
    expect(process.env['LEFT_BEHIND']).toBeUndefined();
    expect(process.env['GIVEN']).toBe('by the shell');
    expect(jest.isMockFunction(Math.random)).toBe(false);
    expect(now()).toBeGreaterThan(1e12);
    expect(String(process.exit)).not.toContain('replaced');
  });
  it('has the time-out of the configuration', () => new Promise((done) => setTimeout(done, 200)));
  it('moves its own clock', async () => {
    jest.useFakeTimers();
    let rang = false;
    setTimeout(() => (rang = true), 60_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rang).toBe(true);
  });
  it('sees the calls of a spy', () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0.25);
    expect(Math.random()).toBe(0.25);
    expect(random).toHaveBeenCalledTimes(1);
  });`;

/** The line of the failure is another one in JavaScript: types have gone. */
const FAILS = `
  interface Gone {
    line: string;
  }
  const gone: Gone | undefined = undefined;
  it('fails on line seven', () => {
    expect(gone).toBe(7);
  });
  it('is told a rejection that nothing awaits', async () => {
    void Promise.reject(new Error('not awaited'));
    await new Promise((done) => setTimeout(done, 20));
  });
  it('passes after them', () => undefined);`;

const BY_NAME = `
  module.exports = class {
    sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
    cacheResults() {}
    allFailedTests(tests) { return tests; }
  };`;

/** The configuration of `npm test` for a folder of its own. */
const CONFIG = `
  import base from ${JSON.stringify(resolve('jest.config.mjs'))};
  const inCheckout = (path) => path.replace('<rootDir>', ${JSON.stringify(resolve('.'))});
  const [[files, [, swc]]] = Object.entries(base.transform);
  export default {
    testMatch: ['**/*.fixture.ts'],
    testSequencer: '<rootDir>/by-name.cjs',
    runtime: inCheckout(base.runtime),
    testEnvironment: inCheckout(base.testEnvironment),
    transform: { [files]: [${JSON.stringify(resolve('node_modules/@swc/jest'))}, swc] },
    extensionsToTreatAsEsm: base.extensionsToTreatAsEsm,
  };`;

interface Results {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
}

describe('test files that share the modules of their worker', () => {
  let folder: string;
  let results: Results;

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'shared-runtime-')));
    const files = {
      'package.json': '{"type":"module"}',
      'shared.ts': SHARED,
      'by-name.cjs': BY_NAME,
      'jest.config.mjs': CONFIG,
      'a-leaves.fixture.ts': LEAVES,
      'b-finds.fixture.ts': FINDS,
      'c-fails.fixture.ts': FAILS.trimStart(),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const output = join(folder, 'results');
    const jest = resolve('node_modules/jest/bin/jest.js');
    const options = ['--maxWorkers=1', '--json', `--outputFile=${output}`];
    const { stderr } = spawnSync(process.execPath, ['--no-warnings', jest, ...options], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIVEN: 'by the shell' },
    });
    try {
      results = JSON.parse(readFileSync(output, 'utf8')) as Results;
    } catch (error) {
      throw new Error(`Jest left no results:\n${stderr}`, { cause: error });
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function outcomes(file: string): Record<string, string> {
    const { assertionResults = [] } = results.testResults.find(({ name }) => name.endsWith(file)) ?? {};
    return Object.fromEntries(assertionResults.map(({ title, status }) => [title, status]));
  }

  function failure(title: string): string {
    const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
    return tests.find((test) => test.title === title)?.failureMessages.join('\n') ?? 'did not fail';
  }

  it('end a test at the time-out of its file', () => {
    expect(outcomes('a-leaves.fixture.ts')).toEqual({
      'leaves much behind': 'passed',
      'is bound by the time-out of its file': 'failed',
      'leaves fake timers': 'passed',
    });
    expect(failure('is bound by the time-out of its file')).toContain('Exceeded timeout of 50 ms');
  });

  it('find environment, timers, spies and time-out as they were before', () => {
    expect(outcomes('b-finds.fixture.ts')).toEqual({
      'gives threads its environment': 'passed',
      'finds nothing of the file before, but its modules': 'passed',
      'has the time-out of the configuration': 'passed',
      'moves its own clock': 'passed',
      'sees the calls of a spy': 'passed',
    });
  });

  it('fail at the line of the TypeScript source, and by a rejection that nothing awaits', () => {
    expect(outcomes('c-fails.fixture.ts')).toEqual({
      'fails on line seven': 'failed',
      'is told a rejection that nothing awaits': 'failed',
      'passes after them': 'passed',
    });
    expect(failure('fails on line seven')).toMatch(/c-fails\.fixture\.ts:6:18/);
    expect(failure('is told a rejection that nothing awaits')).toContain('not awaited');
  });
});
