import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const GLOBALS = 'jest-globals:';
const NAMES = [
  'afterAll',
  'afterEach',
  'beforeAll',
  'beforeEach',
  'describe',
  'expect',
  'it',
  'jest',
  'test',
  'xdescribe',
  'xit',
  'xtest',
];

/** The runtime of the test file that runs now; a worker runs one file at a time. */
let current;
let imports = 0;

/**
 * Makes Node load TypeScript by Jest's transformer, outside of any vm context, so that all test files of a worker share
 * one copy of each module. A worker thread does not inherit the hooks: it loads compiled JavaScript, as in production.
 */
export function loadFor(runtime) {
  if (current === undefined) registerHooks({ resolve, load });
  current = runtime;
}

/** Read by the module that stands for `@jest/globals` while the test file that imports it is loaded. */
globalThis[Symbol.for('test-file-globals')] = () => current.globalsOfTestFile();

function resolve(specifier, context, nextResolve) {
  const importer = context.parentURL;
  // A module of its own for each importer: the `jest` object belongs to one test file.
  if (specifier === '@jest/globals') return { url: `${GLOBALS}${imports++}`, shortCircuit: true };
  if (!importer?.startsWith('file:') || !importer.endsWith('.ts')) return nextResolve(specifier, context);
  if (specifier.startsWith('#')) {
    // In package.json, `types` names the source of what `default` names in dist.
    return nextResolve(specifier, { ...context, conditions: ['types', ...context.conditions] });
  }
  if (/^\.{1,2}\/.*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), importer);
    if (existsSync(source)) return nextResolve(source.href, context);
  }
  return nextResolve(specifier, context);
}

function load(url, context, nextLoad) {
  if (url.startsWith(GLOBALS)) {
    const source = `export const { ${NAMES.join(', ')} } = globalThis[Symbol.for('test-file-globals')]();`;
    return { format: 'module', source, shortCircuit: true };
  }
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: current.transform(fileURLToPath(url)), shortCircuit: true };
}
