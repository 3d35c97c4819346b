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
  const urgentAtStart = await urgentOn(await chromium.connect(browser.wsEndpoint()), place.addresses.console);
  process.env.MUSICBOX_TEST_CONSOLE = JSON.stringify({
    ...place.addresses,
    browser: browser.wsEndpoint(),
    urgentAtStart,
  });
}

/** What the overview asks for an action for, before any spec has changed something. */
async function urgentOn(client, console) {
  const { ADMIN_KEY } = await import(new URL('./service-process.js', PLACE).href);
  const context = await client.newContext({ baseURL: console, locale: 'en-GB' });
  await context.request.post('/session', { data: { key: ADMIN_KEY }, headers: { origin: console } });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('heading', { name: /^Newest day, / }).waitFor();
  await page.getByText('Loading…').waitFor({ state: 'detached' });
  const rows = await page.getByRole('row').allInnerTexts();
  await client.close();
  if (rows.length < 8) throw new Error(`The overview has too few rows: ${rows.join('; ')}`);
  return rows.filter((row) => row.startsWith('critical'));
}
