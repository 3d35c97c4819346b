// Compiles the browser app of the console into dist/console/browser, each file compressed too; skips what is
// newer than its sources.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { changedAt, filesBelow, inRoot } from './bootstrap/paths.mjs';

const APP = inRoot('console', 'browser');
const TARGET = inRoot('dist', 'console', 'browser');
const MANIFEST = join(TARGET, '.vite', 'manifest.json');
const SOURCES = [APP, inRoot('libs', 'plots'), inRoot('package-lock.json'), import.meta.filename];
/**
 * Libraries mark files for servers that render React, and there is none here; the time of a plugin is not
 * shown.
 */
const QUIET = ['MODULE_LEVEL_DIRECTIVE', 'PLUGIN_TIMINGS'];
const COMPRESSED = ['.js', '.css', '.html', '.svg'];

if (!existsSync(MANIFEST) || changedAt(MANIFEST) < changedAt(...SOURCES)) {
  await compile();
  for (const file of filesBelow(TARGET)) if (COMPRESSED.includes(extname(file))) compress(file);
}

async function compile() {
  // Decides which React is taken.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  rmSync(TARGET, { recursive: true, force: true });
  await build({
    configFile: false,
    root: APP,
    logLevel: 'warn',
    build: {
      outDir: TARGET,
      emptyOutDir: true,
      manifest: true,
      reportCompressedSize: false,
      target: ['chrome125', 'firefox125', 'safari18'],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // Parts of many pages are one file: a request each would make a page slower.
        output: {
          codeSplitting: { groups: [{ name: 'shared', test: /console.browser.src/, minShareCount: 7 }] },
        },
        onLog: (level, log, handle) => QUIET.includes(log.code) || handle(level, log),
      },
    },
  });
}

function compress(file) {
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
}
