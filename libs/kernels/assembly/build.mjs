// Compiles the AssemblyScript kernels to WebAssembly, each with and without relaxed SIMD. Needs nothing but npm packages.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../../../dist/libs/kernels/', import.meta.url));

const SETTINGS = [
  ...['--baseDir', here, '--runtime', 'stub', '--noAssert', '-O3'],
  // The shared memory is made once by the caller, as large as the problem; the kernels own no data in it.
  ...[
    '--importMemory',
    '--noExportMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ],
  ...['--enable', 'simd', '--enable', 'threads'],
];

await mkdir(target, { recursive: true });
const newestSource = Math.max(...(await modified(here)));
for (const entry of ['als', 'serving']) {
  for (const [suffix, extra] of [
    ['', []],
    ['-relaxed', ['--enable', 'relaxed-simd']],
  ]) {
    const [built] = await modified(`${target}${entry}${suffix}.wasm`).catch(() => [0]);
    if (built > newestSource) continue;
    const { error, stderr } = await asc.main([
      `${entry}.ts`,
      ...['--outFile', `${target}${entry}${suffix}.wasm`],
      ...SETTINGS,
      ...extra,
    ]);
    const said = stderr.toString();
    if (error !== null || said !== '') {
      process.stderr.write(said || `${error}\n`);
      process.exit(1);
    }
  }
}

/** Times of last change: of one file, or of all files of a folder. */
async function modified(path) {
  const names = path.endsWith('/') ? (await readdir(path)).map((name) => path + name) : [path];
  return Promise.all(names.map(async (name) => (await stat(name)).mtimeMs));
}
