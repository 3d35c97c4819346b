import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Failure } from './failure.mjs';
import { COMPILE_CACHE, filesBelow, inRoot, ROOT } from './paths.mjs';
import { runScript } from './run.mjs';

const SOURCES = [
  'apps',
  'libs',
  'clients/typescript/src',
  'console/server',
  'migrations',
  'launcher',
  'test/support',
];
/** Compiled by Vite as a whole. */
const BROWSER_APP = 'console/browser';
/** What bundlers write, under names of their own. */
const MADE_WHOLE = [inRoot('dist', BROWSER_APP), inRoot('dist', 'programs')];
const CONTRACTS = 'test/contracts';
const STAMP = inRoot('dist', '.musicbox-built');

/** Whether dist was compiled from the sources as they are now. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

/** Compiles the sources; what a removed source left in dist is removed too. */
export async function build() {
  console.error('Building.');
  // Taken before, so that a file saved while we compile is compiled again next time.
  const stamp = fingerprint();
  rmSync(STAMP, { force: true });
  rmSync(COMPILE_CACHE, { recursive: true, force: true });
  if ((await runScript('build')) !== 0)
    throw new Failure('The build failed; what it printed above says why.');
  removeOrphans();
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(STAMP, stamp);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['.swcrc', 'package.json', 'package-lock.json', 'scripts/bundle-programs.mjs'])
    hash.update(readFileSync(inRoot(file)));
  const files = [
    ...SOURCES.flatMap((folder) => sourcesBelow(folder, '.ts')),
    ...sourcesBelow(BROWSER_APP, ''),
    ...sourcesBelow('libs/plots/look', '.css'),
    ...sourcesBelow(CONTRACTS, '.openapi.json'),
  ];
  for (const file of files) hash.update(`\n${relative(ROOT, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function removeOrphans() {
  for (const file of sourcesBelow('dist', '.js')) {
    if (MADE_WHOLE.some((folder) => file.startsWith(folder))) continue;
    const source = inRoot(relative(inRoot('dist'), file)).replace(/\.js$/, '.ts');
    if (existsSync(source)) continue;
    rmSync(file);
    rmSync(`${file}.map`, { force: true });
  }
}

function sourcesBelow(folder, ending) {
  return filesBelow(inRoot(folder)).filter((file) => file.endsWith(ending) && !file.endsWith('.spec.ts'));
}
