import type { Page } from 'playwright-core';
import { READ_KEY } from '../support/service-process.js';
import { useBrowser, open, place } from './support/console-browser.js';

const TAKE_BACK = 'POST /admin/users/include';
const IN_WORDS = 'Included users again';
const ROTATE = 'Rotated a key';
const USER = '123456789012345678';

describe('the audit', () => {
  const browser = useBrowser();

  /** Does something that succeeds, and something that is refused. */
  async function act(page: Page): Promise<void> {
    const headers = { origin: place.console };
    const { request } = page.context();
    await request.post('/api/ingest/admin/users/include', { headers, data: { userIds: [USER] } });
    await request.post('/api/ingest/admin/keys/nobody/rotate', { headers, data: {} });
  }

  const actionsOf = (page: Page) =>
    page.getByRole('row').locator('td[data-name=Action] button').allTextContents();

  it('tells who did what and what came of it, without the user, and is narrowed by a click', async () => {
    const page = await browser.page();
    await act(page);
    await open(page, '/audit');
    const row = page.getByRole('row').filter({ hasText: IN_WORDS }).first();
    await row.getByText('settings:admin').waitFor();
    await row.getByText('succeeded').waitFor();
    expect(await page.content()).not.toContain(USER);
    await row.getByRole('button', { name: IN_WORDS }).click();
    await page.waitForURL(/action=/);
    expect(await page.getByRole('combobox', { name: 'Action' }).inputValue()).toBe(TAKE_BACK);
    await page.getByRole('row').filter({ hasText: ROTATE }).first().waitFor({ state: 'detached' });
    expect(new Set(await actionsOf(page))).toEqual(new Set([IN_WORDS]));
  });

  it('is narrowed by choices that the address keeps, and shows all again', async () => {
    const page = await browser.page();
    await act(page);
    await open(page, '/audit');
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('refused');
    await page.waitForURL(/outcome=refused/);
    await page.getByRole('row').filter({ hasText: IN_WORDS }).first().waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'key_unknown' }).first().waitFor();
    await open(page, new URL(page.url()).pathname + new URL(page.url()).search);
    expect(await page.getByRole('combobox', { name: 'Outcome' }).inputValue()).toBe('refused');
    await open(page, '/audit?to=2017-01-01');
    await page.getByText('No action matches.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('row').filter({ hasText: IN_WORDS }).first().waitFor();
  });

  it('leads to the job that an action started', async () => {
    const page = await browser.open('/audit?action=POST%20%2Fadmin%2Fingest%2Farchives');
    await page.getByRole('link', { name: 'Load archives' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Load archives' }).waitFor();
  });

  it('is seen by no key that may only read', async () => {
    const page = await browser.open('/audit', { key: READ_KEY });
    await page.getByText('Your key does not have permission').first().waitFor();
  });
});
