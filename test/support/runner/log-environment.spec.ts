import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const JEST = resolve('node_modules/jest/bin/jest.js');
const CONFIG = {
  testMatch: ['**/*.fixture.mjs'],
  testEnvironment: resolve('test/support/runner/log-environment.mjs'),
  runtime: resolve('test/support/runner/shared-runtime.mjs'),
  transform: {},
};
/** `prints` by this process, by Nest's way, and by a process under test. */
const PRINTS = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { holdOutput } from '${resolve('dist/test/support/process-output.js')}';
  async function prints(text) {
    process.stdout.write('own ' + text + '\\n');
    process.stderr.write('{"context":"InstanceLoader","message":"noise"}\\n');
    const child = spawn(process.execPath, ['-e', 'console.log("its ' + text + '")']);
    holdOutput('churn-service', child.stdout);
    await once(child, 'exit');
  }`;

describe('the log of a test run', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'log-environment-')));
    writeFileSync(join(folder, 'package.json'), '{}');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What `npm test` would print of these test files, in worker processes or in its own. */
  function run(
    files: Record<string, string>,
    workers: '2' | '1',
  ): { status: number | null; printed: string } {
    for (const [name, code] of Object.entries(files)) {
      writeFileSync(join(folder, `${name}.fixture.mjs`), PRINTS + code);
    }
    const config = JSON.stringify({ ...CONFIG, rootDir: folder });
    const options = ['--no-warnings', JEST, '--config', config];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...options, '--maxWorkers', workers], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, printed: stdout + stderr };
  }

  const PASSES = `test('is well', () => prints('of a passing test'));`;
  const FAILS = `
    describe('a model', () => {
      ${PASSES}
      test('answers', async () => {
        await prints('of a failing test');
        throw new Error('the reason');
      });
    });`;
  const HOOK_FAILS = `
    beforeAll(async () => {
      await prints('of a hook');
      throw new Error('the reason');
    });
    test('is not begun', () => {});`;
  const SAYS_MUCH = `
    test('says much', () => {
      for (let line = 1; line <= 20000; line++) process.stdout.write('line ' + line + '\\n');
      throw new Error('the reason');
    });`;

  it.each(['1', '2'] as const)('is printed of failed tests and hooks alone, with %s workers', (workers) => {
    const files = { first: PASSES, second: FAILS, third: HOOK_FAILS, fourth: SAYS_MUCH };
    const { status, printed } = run(files, workers);
    expect(status).toBe(1);
    expect(printed).not.toMatch(/passing|noise/);
    expect(printed).toMatch(/^PASS .*first\.fixture\.mjs/m);
    expect(printed).toContain(
      [
        '--- log of a model > answers (second.fixture.mjs)',
        'own of a failing test',
        'churn-service | its of a failing test',
        '--- end of the log',
      ].join('\n'),
    );
    expect(printed).toContain('the reason');
    expect(printed).toContain('--- log of beforeAll of the file (third.fixture.mjs)\nown of a hook\n');
    // The end of what is long.
    expect(printed).toContain('(earlier lines are left out)\n');
    expect(printed).toContain('line 20000\n--- end of the log');
    expect(printed.length).toBeLessThan(40_000);
  });
});
