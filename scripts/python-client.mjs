// Makes the Python client of each service from the stored contracts: clients/python/generated/music_box_<service>.
// `npm run client:python`; `npm run client:python -- test` also asks the running platform through it.
// Needs Python 3.10 or newer, and the package registry at the first run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { pythonVenv } from './python-venv.mjs';

const SERVICES = ['ingest', 'churn', 'recommender'];
const FOLDER = inRoot('clients', 'python');
const GENERATED = join(FOLDER, 'generated');
const HELP = `npm run client:python -- [test] [--data DIR]
  test    asks a running platform through the client
  --data  data folder of that platform (.musicbox)`;

try {
  main(
    parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string', default: '.musicbox' },
        help: { type: 'boolean', default: false },
      },
    }),
  );
} catch (error) {
  console.error(inOneSentence(error));
  process.exitCode = 1;
}

function main({ values: { data, help }, positionals: [command] }) {
  if (help) return console.log(HELP);
  if (![undefined, 'test'].includes(command)) throw new Failure(HELP);
  const bin = pythonVenv('python-client-venv', join(FOLDER, 'requirements.txt'));
  rmSync(GENERATED, { recursive: true, force: true });
  mkdirSync(GENERATED, { recursive: true });
  for (const service of SERVICES) generate(bin, service);
  console.log(`The packages are in ${GENERATED}; they need ${join(bin, 'python')} or httpx and attrs.`);
  if (command === undefined) return;
  const access = resolve(data, 'access.json');
  run(join(bin, 'python'), [join(FOLDER, 'smoke_test.py'), access], { PYTHONPATH: GENERATED });
}

function generate(bin, service) {
  const stored = readFileSync(inRoot('test', 'contracts', `${service}-service.openapi.json`), 'utf8');
  const contract = join(GENERATED, `${service}-service.openapi.json`);
  writeFileSync(contract, JSON.stringify(JSON.parse(stored, asGeneratorReads)));
  const output = ['--meta', 'none', '--output-path', join(GENERATED, `music_box_${service}`)];
  const config = ['--config', join(FOLDER, 'generator.yml'), '--fail-on-warning'];
  run(join(bin, 'openapi-python-client'), ['generate', '--path', contract, ...output, ...config]);
}

/** What OpenAPI says and the generator overlooks: that an object is nullable when its type stands beside allOf, and that CSV is text. */
function asGeneratorReads(key, value) {
  if (value?.nullable && value.allOf) delete value.type;
  if (key === 'text/csv') delete value.schema.format;
  return value;
}

function run(program, args, environment = {}) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  if (status !== 0) throw new Failure(`${program} failed; what it printed above says why.`);
}
