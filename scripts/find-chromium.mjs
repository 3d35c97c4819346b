// Finds the browser of the tests in a browser; `node scripts/find-chromium.mjs` fails with a sentence where there
// is none.
import { accessSync, constants } from 'node:fs';
import { Failure } from './bootstrap/failure.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns the path of a Chromium. @throws Failure where there is none */
export function requireChromium() {
  const { CHROMIUM_PATH: given } = process.env;
  const found = (given ? [given] : PLACES).find(isExecutable);
  if (found !== undefined) return found;
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

if (process.argv[1] === import.meta.filename) {
  try {
    console.log(requireChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
