// Joins the modules of each program into a few files in dist/programs: Node starts from them in half the
// time.
import { readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { rolldown } from 'rolldown';
import { inRoot } from './bootstrap/paths.mjs';

const DIST = inRoot('dist');
const TARGET = inRoot('dist', 'programs');
const PROGRAMS = {
  'ingest-service': 'apps/ingest-service/src/main.js',
  'churn-service': 'apps/churn-service/src/main.js',
  'recommender-service': 'apps/recommender-service/src/main.js',
  launcher: 'launcher/src/main.js',
  // Tests start these again and again, to kill them.
  'load-once': 'test/support/load-once.js',
  'retain-once': 'test/support/retain-once.js',
};
/** Packages of many small files. Others read files next to them, or are wrapped by tracing as they load (pg). */
const JOINED = /^(@nestjs|rxjs)(\/|$)/;

rmSync(TARGET, { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(PROGRAMS).map(([name, file]) => [name, inRoot('dist', file)])),
  platform: 'node',
  external: (id) => !/^[./#]/.test(id) && !JOINED.test(id),
  // Warns of each package that Nest loads only where it is installed; errors are thrown all the same.
  logLevel: 'silent',
  plugins: [{ name: 'own-address', load: loadWithAddress }],
});
await bundle.write({ dir: TARGET, chunkFileNames: '[name]-[hash].js', keepNames: true, sourcemap: true });

/** Keeps `import.meta.url` the address of the module's own file, which leads to workers and kernels. */
function loadWithAddress(id) {
  if (!id.startsWith(DIST)) return null;
  const address = `new URL('../${relative(DIST, id)}', import.meta.url).href`;
  const code = readFileSync(id, 'utf8').replaceAll('import.meta.url', address);
  return { code, map: readFileSync(`${id}.map`, 'utf8') };
}
