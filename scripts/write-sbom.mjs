import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inRoot, machinePath, ROOT } from './bootstrap/paths.mjs';

/*
 * npm run sbom [FILE]: the packages that the services run with, in the CycloneDX format, from package-lock.json
 * alone. npm adds a time, a random number, its own version and the name of the folder; without them the same lock
 * file gives the same bytes. Packages for development only are left out here: npm's own --omit=dev also leaves out
 * packages that the services need when a tool needs them too, rxjs for one.
 */
const file = resolve(process.argv[2] ?? inRoot('dist', 'sbom.cdx.json'));
const { status, stdout } = spawnSync(
  'npm',
  ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--offline', '--loglevel=error'],
  {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, PATH: machinePath() },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
if (status !== 0) {
  console.error('The bill of materials could not be made; what npm printed above says why.');
  process.exit(1);
}
const byRef = (a, b) => (a < b ? -1 : 1);
const bill = JSON.parse(stdout);
delete bill.serialNumber;
delete bill.metadata.timestamp;
delete bill.metadata.tools;
bill.metadata.component.name = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).name;
const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
const needed = new Set(
  Object.entries(packages)
    .filter(([, { dev }]) => !dev)
    .map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`),
);
bill.components = bill.components.filter((part) => needed.has(part['bom-ref']));
for (const part of bill.components) {
  // Of a package that is twice in the tree npm may show the place that is for development.
  part.properties = part.properties.filter(({ name }) => name !== 'cdx:npm:package:development');
}
const refs = new Set([bill.metadata.component, ...bill.components].map((part) => part['bom-ref']));
bill.dependencies = bill.dependencies.filter(({ ref }) => refs.has(ref));
bill.components.sort((a, b) => byRef(a['bom-ref'], b['bom-ref']));
bill.dependencies.sort((a, b) => byRef(a.ref, b.ref));
for (const part of bill.dependencies)
  part.dependsOn = part.dependsOn?.filter((ref) => refs.has(ref)).sort(byRef);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
