import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { ConsoleBrowser, open } from './support/console-browser.js';

describe('settings', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it('tell value, source and meaning, are found by a word, and hold no key', async () => {
    const page = await browser.page();
    await open(page, '/settings');
    await page.getByRole('heading', { name: 'Churn service' }).waitFor();
    await page.getByLabel('Search').fill('snapshots to learn');
    await page.getByRole('row').filter({ hasText: 'CHURN_SNAPSHOTS' }).first().waitFor();
    await page.getByLabel('Search').fill('');
    const keys = page.getByRole('row').filter({ hasText: 'ADMIN_KEYS' }).first();
    expect(await keys.textContent()).toContain('1 key');
    expect(await page.content()).not.toContain(ADMIN_KEY);
  });

  it('need a key that may see them, and say so', async () => {
    const page = await browser.page({ key: READ_KEY });
    await open(page, '/settings');
    await page.getByText('Your key does not have permission').first().waitFor();
  });
});
