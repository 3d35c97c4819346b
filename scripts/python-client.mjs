// Makes the Python client of each service from the stored contracts:
// clients/python/generated/music_box_<service>. `npm run client:python`; `npm run client:python -- test` also
// sends requests through them to a platform with sample logs that it starts and stops. Needs Python 3.10 or newer, and the package registry at the
// first run.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { withOwnPlatform } from './own-platform.mjs';
import { pythonVenv } from './python-venv.mjs';

const SERVICES = ['ingest', 'churn', 'recommender'];
const FOLDER = inRoot('clients', 'python');
const TEXTS = ['text/csv', 'text/markdown', 'text/plain', 'application/x-ndjson'];
const GENERATED = join(FOLDER, 'generated');
/** The fewest of whom a churn model goes live. */
const SAMPLE_USERS = '1000';
const PLATFORM = inRoot('.musicbox', 'python-client');

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(inOneSentence(error));
  process.exitCode = 1;
}

async function main(command) {
  if (![undefined, 'test'].includes(command))
    throw new Failure('Use npm run client:python, or npm run client:python -- test.');
  const bin = pythonVenv('python-client-venv', join(FOLDER, 'requirements.txt'));
  rmSync(GENERATED, { recursive: true, force: true });
  mkdirSync(GENERATED, { recursive: true });
  for (const service of SERVICES) generate(bin, service);
  copyFileSync(join(FOLDER, 'music_box_pages.py'), join(GENERATED, 'music_box_pages.py'));
  console.log(`The packages are in ${GENERATED}; they need ${join(bin, 'python')} or httpx and attrs.`);
  if (command === undefined) return;
  await withOwnPlatform(PLATFORM, SAMPLE_USERS, (_access, accessFile) =>
    run(join(bin, 'python'), [join(FOLDER, 'smoke_test.py'), accessFile], { PYTHONPATH: GENERATED }),
  );
}

function generate(bin, service) {
  const stored = readFileSync(inRoot('test', 'contracts', `${service}-service.openapi.json`), 'utf8');
  const contract = join(GENERATED, `${service}-service.openapi.json`);
  writeFileSync(contract, JSON.stringify(JSON.parse(stored, asGeneratorReads)));
  const output = ['--meta', 'none', '--output-path', join(GENERATED, `music_box_${service}`)];
  const config = ['--config', join(FOLDER, 'generator.yml'), '--fail-on-warning'];
  run(join(bin, 'openapi-python-client'), ['generate', '--path', contract, ...output, ...config]);
}

/** What the generator does not know: null next to allOf needs no type, and these are text. */
function asGeneratorReads(key, value) {
  if (value?.nullable && value.allOf) delete value.type;
  if (TEXTS.includes(key)) delete value.schema.format;
  return value;
}

function run(program, args, environment = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (status !== 0) throw new Failure(`${program} failed; what it printed above says why.`);
}
