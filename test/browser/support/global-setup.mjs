import { chromium } from 'playwright-core';
import { requireChromium } from '../../../scripts/find-chromium.mjs';
import { startPostgres } from '../../support/global-setup.mjs';

const PLACE = new URL('../../../dist/test/support/console-place.js', import.meta.url);
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

/** PostgreSQL, the three services with a small log loaded and both models trained, the console, and a Chromium. */
export default async function globalSetup() {
  await startPostgres();
  const { startConsolePlace } = await import(PLACE.href);
  const place = await startConsolePlace();
  globalThis.musicBoxConsolePlace = place;
  const browser = await chromium.launchServer({ executablePath: requireChromium(), args: FLAGS });
  globalThis.musicBoxBrowser = browser;
  process.env.MUSICBOX_TEST_CONSOLE = JSON.stringify({ ...place.addresses, browser: browser.wsEndpoint() });
}
