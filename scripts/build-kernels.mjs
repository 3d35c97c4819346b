// Compiles the AssemblyScript kernels to WebAssembly. Needs nothing but npm packages; skips what is newer
// than its sources.
import { existsSync, mkdirSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { changedAt, inRoot } from './bootstrap/paths.mjs';

const KERNELS = [
  {
    sources: 'libs/kernels/assembly/',
    target: 'dist/libs/kernels/',
    entries: ['als', 'serving', 'regression', 'boosting'],
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
  mkdirSync(inRoot(target), { recursive: true });
  for (const entry of entries)
    await compile(inRoot(sources), entry, inRoot(target, `${entry}.wasm`), features);
}

async function compile(from, entry, outFile, features) {
  if (existsSync(outFile) && changedAt(outFile) > changedAt(from, import.meta.filename)) return;
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
