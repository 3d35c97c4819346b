/** The root of the checkout where this file is TypeScript, that is under Jest. */
const ROOT = new URL('../../../../', import.meta.url).href;

/**
 * What the build made at `path`, relative to the module `from`, such as `./scoring.worker.js` and
 * import.meta.url: a worker, since a thread loads compiled JavaScript only, or a WebAssembly module. For a
 * module that is TypeScript it is that of dist/.
 */
export function compiledFile(path: string, from: string): URL {
  const { href } = new URL(path, from);
  return new URL(from.endsWith('.ts') ? href.replace(ROOT, `${ROOT}dist/`) : href);
}
