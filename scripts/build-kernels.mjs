// Compiles the AssemblyScript kernels to WebAssembly. Needs nothing but npm packages; skips what is newer
// than its sources.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const KERNELS = [
  {
    sources: 'libs/kernels/assembly/',
    target: 'dist/libs/kernels/',
    entries: ['als', 'serving', 'regression'],
    features: ['--enable', 'relaxed-simd'],
  },
  {
    sources: 'apps/ingest-service/src/kernel/assembly/',
    target: 'dist/apps/ingest-service/',
    entries: ['line-kernel'],
    features: [],
  },
];

const SETTINGS = [
  ...['--runtime', 'stub', '--noAssert', '-O3'],
  // The shared memory is made by the caller; the kernels own no data in it.
  ...['--importMemory', '--noExportMemory', '--sharedMemory'],
  ...['--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads'],
];

for (const { sources, target, entries, features } of KERNELS) {
  const from = pathOf(sources);
  const to = pathOf(target);
  await mkdir(to, { recursive: true });
  const newestSource = Math.max(
    ...(await modified(from)),
    ...(await modified(fileURLToPath(import.meta.url))),
  );
  for (const entry of entries) {
    await compile(from, entry, `${to}${entry}.wasm`, newestSource, features);
  }
}

async function compile(from, entry, outFile, newestSource, features) {
  const [built] = await modified(outFile).catch(() => [0]);
  if (built > newestSource) return;
  const { error, stderr } = await asc.main([
    `${entry}.ts`,
    ...['--baseDir', from, '--outFile', outFile],
    ...SETTINGS,
    ...features,
  ]);
  const said = stderr.toString();
  if (error !== null || said !== '') {
    process.stderr.write(said || `${error}\n`);
    process.exit(1);
  }
}

/** Times of last change: of one file, or of all files of a folder. */
async function modified(path) {
  const names = path.endsWith('/') ? (await readdir(path)).map((name) => path + name) : [path];
  return Promise.all(names.map(async (name) => (await stat(name)).mtimeMs));
}

function pathOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
