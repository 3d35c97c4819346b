import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { useBrowser } from './support/console-browser.js';

describe('settings', () => {
  const browser = useBrowser();

  it('tell value, source and meaning, are found by a word, and hold no key', async () => {
    const page = await browser.open('/settings');
    await page.getByRole('heading', { name: 'Churn service' }).waitFor();
    await page.getByLabel('Search').fill('snapshots to learn');
    await page.getByRole('row').filter({ hasText: 'CHURN_SNAPSHOTS' }).first().waitFor();
    await page.getByLabel('Search').fill('');
    const keys = page.getByRole('row').filter({ hasText: 'ADMIN_KEYS' }).first();
    expect(await keys.textContent()).toContain('1 key');
    expect(await page.content()).not.toContain(ADMIN_KEY);
  });

  it('need a key that may see them, and say so', async () => {
    const page = await browser.open('/settings', { key: READ_KEY });
    await page.getByText('Your key does not have permission').first().waitFor();
  });
});
