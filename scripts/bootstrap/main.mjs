import { isBuilt, build } from './build.mjs';
import { Failure, inOneSentence } from './failure.mjs';
import { install, isInstalled, workingNode } from './install.mjs';
import { withLock } from './lock.mjs';
import { run, runInTurn } from './run.mjs';
import { requireChromium } from '../find-chromium.mjs';
import { setUpSpark } from '../spark-setup.mjs';

const CHECKS = ['format:check', 'lint', 'typecheck', 'folders', 'unused', 'contracts'];
const JEST = ['--no-warnings', 'node_modules/jest/bin/jest.js'];

/** Installs and builds what is missing, then starts the platform, runs the tests or runs the checks. */
export async function main([command, ...rest]) {
  try {
    process.exitCode = await carryOut(command, rest);
  } catch (error) {
    console.error(inOneSentence(error));
    process.exitCode = 1;
  }
}

async function carryOut(command, rest) {
  const commands = [
    'start',
    'test',
    'test:spark',
    'test:browser',
    'check',
    'ingest',
    'keys',
    'distribute',
    'fuzz',
  ];
  if (!commands.includes(command)) {
    throw new Failure(`Say what to do: node scripts/bootstrap.mjs with one of ${commands.join(', ')}.`);
  }
  await prepare();
  const node = workingNode();
  if (command === 'start') return run(node, ['dist/programs/launcher.js', ...rest]);
  if (command === 'ingest') return run(node, ['dist/apps/ingest-service/src/cli/main.js', ...rest]);
  if (command === 'distribute') return run(node, ['dist/migrations/distribution/main.js', ...rest]);
  if (command === 'keys') return run(node, ['dist/apps/ingest-service/src/keys-cli/main.js', ...rest]);
  if (command === 'fuzz') return run(node, ['scripts/fuzz.mjs', ...rest]);
  if (command === 'test:spark') {
    setUpSpark();
    return run(node, [...JEST, '--config', 'jest.spark.config.mjs', ...rest]);
  }
  if (command === 'test:browser') {
    requireChromium();
    return run(node, [...JEST, '--config', 'jest.browser.config.mjs', ...rest]);
  }
  if (command === 'test') return run(node, [...JEST, ...rest]);
  return runInTurn(CHECKS);
}

/** Looks first and locks only when there is work, so that a prepared checkout may be read-only. */
async function prepare() {
  if (isInstalled() && isBuilt()) return;
  await withLock('installing or building', async () => {
    if (!isInstalled()) await install();
    if (!isBuilt()) await build();
  });
}
