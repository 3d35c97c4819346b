import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import JestRuntime from 'jest-runtime';
import { loadFor } from './shared-modules.mjs';

const require = createRequire(import.meta.url);
/** What one test file leaves on the global object for jest-circus; the next file must begin without it. */
const STATE_OF_ONE_FILE = [
  'EVENT_HANDLERS',
  'TEST_TIMEOUT_SYMBOL',
  'RETRY_TIMES',
  'RETRY_IMMEDIATELY',
  'LOG_ERRORS_BEFORE_RETRY',
  'WAIT_BEFORE_RETRY',
].map((name) => Symbol.for(name));
const TRANSFORM_OPTIONS = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** Path or URL of each loaded source -> path of its source map. */
const sourceMaps = new Map();

/**
 * Runs test files in the realm of the worker instead of a vm context for each, so that modules are loaded once a worker
 * and code runs at full speed. Jest loads it by its option `runtime`; jest-circus, expect and the reporters are Jest's.
 *
 * It relies on internals of jest-runtime (`jestGlobals`, `installGetBuiltinModule`) and of jest-circus (the name
 * jestAdapterInit.js, the symbols above): versions are pinned, and shared-runtime.spec.ts fails when they move.
 */
export default class SharedRuntime extends JestRuntime {
  #transformer;

  /** Parameters as Jest gives them: (config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig). */
  constructor(...options) {
    super(...options);
    this.#transformer = options[3];
    for (const symbol of STATE_OF_ONE_FILE) Reflect.deleteProperty(globalThis, symbol);
    loadFor(this);
  }

  /** The real process must not answer by the modules of a test file. */
  installGetBuiltinModule() {}

  async unstable_importModule(path) {
    return import(pathToFileURL(path).href);
  }

  /** Modules of Jest are shared too, except the one that keeps the tests of a file. */
  requireInternalModule(path) {
    if (path.endsWith('jestAdapterInit.js')) Reflect.deleteProperty(require.cache, path);
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  /** What `@jest/globals` exports to this test file. */
  globalsOfTestFile() {
    return { ...this.jestGlobals.envGlobals(), jest: this.jestGlobals.jestObjectFor(this._testPath) };
  }

  /** The JavaScript of a TypeScript file, from Jest's cache on disk if it is there. */
  transform(path) {
    const { code, sourceMapPath } = this.#transformer.transform(path, TRANSFORM_OPTIONS);
    if (sourceMapPath) {
      sourceMaps.set(path, sourceMapPath);
      sourceMaps.set(pathToFileURL(path).href, sourceMapPath);
    }
    return code;
  }
}
