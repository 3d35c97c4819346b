/** The root of the checkout where this file is TypeScript, that is under Jest. */
const ROOT = new URL('../../../../', import.meta.url).href;

/**
 * The worker at `path`, relative to the module `from`, such as `./scoring.worker.js` and import.meta.url. A thread loads compiled
 * JavaScript only: for a module that is TypeScript the worker is that of dist/.
 */
export function compiledWorker(path: string, from: string): URL {
  const { href } = new URL(path, from);
  return new URL(from.endsWith('.ts') ? href.replace(ROOT, `${ROOT}dist/`) : href);
}
