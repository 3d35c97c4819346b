import { startConsole } from '../support/console-place.js';
import { READ_KEY } from '../support/service-process.js';
import { useBrowser, hold, open, picture, place } from './support/console-browser.js';

describe('the overview', () => {
  const browser = useBrowser();

  it('says what is to be done, how the newest day was, and that sample logs are synthetic', async () => {
    const page = await browser.open('/');
    await page.getByText('synthetic').first().waitFor();
    await page.getByRole('heading', { name: /^Newest day, / }).waitFor();
    // Holes of sample logs are known; newer ones, which other tests may make, are critical.
    const holes = page.getByRole('row').filter({ hasText: 'Log coverage' });
    await holes.getByText(/^(known|warning|critical)$/).waitFor();
    await page.getByText('Active users', { exact: true }).first().waitFor();
  });

  it('has no red on a fresh start', () => {
    expect(place.urgentAtStart).toEqual([]);
  });

  it('shows each part when its own answer is there, and waits for the last to say that nothing is wrong', async () => {
    const page = await browser.page();
    const release = await hold(page, '**/api/churn/churn/alerts');
    await page.goto('/');
    await page.getByRole('heading', { name: /^Newest day, / }).waitFor();
    const check = (name: string) => page.getByRole('row').filter({ hasText: name });
    await check('Log coverage').waitFor();
    await check('Churn model').first().waitFor();
    await page.getByText('Loading…').waitFor();
    await page.getByText('Waiting for the churn service').waitFor();
    expect(await check('Calibration').count()).toBe(0);
    release();
    await check('Calibration').first().waitFor();
    await page.getByText('Loading…').waitFor({ state: 'detached' });
  });

  it('is fetched while it is still asked who is signed in', async () => {
    const page = await browser.page();
    const release = await hold(page, '**/session');
    const chunk = page.waitForRequest(/overview-page-.*\.js$/);
    await page.goto('/');
    await chunk;
    release();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('says which service is down, once, and shows what the others know', async () => {
    const console = await startConsole({ ...place, churn: 'http://127.0.0.1:1' });
    try {
      const page = await browser.open('/', { url: console.url });
      await page.getByRole('heading', { name: /^Newest day, / }).waitFor();
      expect(await page.getByText('The churn service is not responding').count()).toBe(1);
      await picture(page, '/overview-service-down');
    } finally {
      await console.stop();
    }
  });

  it('is switched to dark and back, which is kept', async () => {
    const page = await browser.page({ key: READ_KEY });
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await open(page, '/');
    const light = await ground();
    await page.getByLabel('Colour theme').selectOption('Dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await open(page, '/');
    expect(await ground()).toBe(dark);
  });

  it('has a menu where there is little room, which opens by keyboard', async () => {
    const page = await browser.open('/', { width: 320 });
    const menu = page.getByRole('button', { name: 'Menu' });
    expect(await page.getByRole('link', { name: 'Jobs', exact: true }).isVisible()).toBe(false);
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  });
});
