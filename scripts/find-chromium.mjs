// Finds the browser of the tests in a browser and of the screenshots; `node scripts/find-chromium.mjs` fails
// with a sentence where there is none.
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns the path of a Chromium; null when there is none */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  return (given ? [given] : PLACES).find(isExecutable) ?? null;
}

export function requireChromium() {
  const found = findChromium();
  if (found !== null) return found;
  const { CHROMIUM_PATH: given } = process.env;
  throw new Failure(
    given
      ? `CHROMIUM_PATH says ${given}, and that cannot be run.`
      : 'There is no Chromium: install it (apt install chromium) or set CHROMIUM_PATH to its program.',
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === inRoot('scripts', 'find-chromium.mjs')) {
  try {
    console.log(requireChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
