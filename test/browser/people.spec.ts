import { barriers, ConsoleBrowser, open, overhang } from './support/console-browser.js';
import type { Page } from 'playwright-core';

describe('people', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  /** The first user of the ranked list: scored, not excluded. */
  async function openScored(page: Page): Promise<string> {
    const answer = await page.context().request.get('/api/churn/churn?limit=1');
    const { users } = (await answer.json()) as { users: { userId: string }[] };
    await open(page, `/people/${users[0]!.userId}`);
    return users[0]!.userId;
  }

  it('are found by the first digits of their id', async () => {
    const page = await browser.page();
    await open(page, '/people');
    const table = page.getByRole('region', { name: 'Users' });
    await table.getByRole('link').nth(19).waitFor();
    const id = (await table.getByRole('link').nth(5).textContent())!;
    await page.getByLabel('First digits of the user id').fill(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/people?prefix=${id}`);
    await table.getByRole('link', { name: id, exact: true }).click();
    await page.getByRole('heading', { name: `User ${id}` }).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'have risk over time, reasons, history and songs, without a barrier, %s',
    async (theme) => {
      const page = await browser.page({ theme });
      await openScored(page);
      await page.getByRole('heading', { name: 'Why' }).waitFor();
      await page.getByRole('img', { name: 'Risk over time, with its interval' }).waitFor();
      await page.getByRole('img', { name: 'Events by day' }).waitFor();
      await page.getByRole('region', { name: 'Songs for this user' }).getByRole('link').first().waitFor();
      await page.getByRole('combobox', { name: 'Show' }).selectOption('forgotten');
      expect(await barriers(page)).toEqual([]);
      for (const width of [320, 2560]) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await overhang(page)]).toEqual([width, 0]);
      }
    },
  );

  it('are left out of the models with a reason, which shows at once, and included again', async () => {
    const page = await browser.page();
    await openScored(page);
    await page.getByRole('button', { name: 'Leave out of the models' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Leave out of the models' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('service account');
    await confirm.click();
    await page.getByText('left out of both models: service account').waitFor();
    await page.getByText('is left out of the model: service account').waitFor();
    await page.getByRole('button', { name: 'Include again' }).click();
    await dialog.getByLabel('Why').fill('a person after all');
    await dialog.getByRole('button', { name: 'Include again' }).click();
    await page.getByRole('button', { name: 'Leave out of the models' }).waitFor();
  });

  it('who are not there are said to be unknown, part by part', async () => {
    const page = await browser.page();
    await open(page, '/people/123456789012345678');
    await page.getByText('No event of user 123456789012345678 has been loaded.').first().waitFor();
    await open(page, '/people?prefix=123456789012345678');
    await page.getByText('No user id begins with 123456789012345678.').waitFor();
  });
});
