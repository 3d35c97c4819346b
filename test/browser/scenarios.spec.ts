import { READ_KEY } from '../support/service-process.js';
import { barriers, useBrowser, open, select } from './support/console-browser.js';

describe('scenarios', () => {
  const browser = useBrowser();
  let user: string;

  beforeAll(async () => {
    const [row] = await select<{ id: string }>(
      'SELECT user_id::text AS id FROM churn_score ORDER BY 1 LIMIT 1',
    );
    user = row!.id;
  });

  it('are made, changed, tried on a user, promoted and rolled back', async () => {
    const page = await browser.page();
    const dialog = page.getByRole('dialog');
    const press = async (name: string): Promise<void> => {
      await dialog.getByRole('button', { name }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await open(page, '/');
    await page.getByRole('link', { name: 'Scenarios' }).click();
    await page.getByRole('button', { name: 'New scenario' }).click();
    await dialog.getByLabel('Name').fill('Evening');
    await dialog.getByText('Small letters').waitFor();
    await dialog.getByLabel('Name').fill('evening');
    await dialog.getByLabel('Limit').fill('5');
    await dialog.getByLabel('Filter').fill('{"conditions":[{"property":"secondz","atLeast":1}]}');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'New scenario' }).click();
    await dialog.getByText('the nearest known one is seconds').first().waitFor();
    await dialog.getByLabel('Filter').fill('{');
    expect(await dialog.getByRole('button', { name: 'New scenario' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Filter').fill('{"conditions":[{"property":"seconds","atLeast":1}]}');
    await press('New scenario');
    await page.waitForURL('**/scenarios/evening');
    await page.getByText('No version is live yet.').waitFor();
    await page.getByRole('button', { name: 'Promote: 1' }).click();
    await press('Promote');
    await page.getByText('Version 1 is live.').waitFor();

    await page.getByRole('button', { name: 'New version' }).click();
    expect(await dialog.getByLabel('Limit').inputValue()).toBe('5');
    expect(await dialog.getByLabel('Filter').inputValue()).toContain('seconds');
    await dialog.getByLabel('Limit').fill('7');
    await dialog.getByLabel('Diversity').fill('1');
    await dialog.getByLabel('What is new in it').fill('more of all kinds');
    await press('New version');
    await page.getByText('more of all kinds').waitFor();
    await page.getByRole('searchbox', { name: 'User id' }).fill(user);
    await page.keyboard.press('Enter');
    const lists = page.getByRole('region', { name: 'Try on a user' });
    await lists.getByRole('columnheader', { name: 'Version 1, live' }).waitFor();
    await lists.getByRole('columnheader', { name: 'Version 2, tried' }).waitFor();
    expect(await lists.getByRole('row').count()).toBe(1 + 7);
    await lists.getByRole('cell', { name: 'new', exact: true }).first().waitFor();
    expect(await barriers(page)).toEqual([]);

    await page.getByRole('button', { name: 'Promote: 2' }).click();
    await press('Promote');
    await page.getByText('Version 2 is live.').waitFor();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await press('Roll back');
    await page.getByText('Version 1 is live.').waitFor();
    await open(page, '/audit');
    await page.getByRole('cell', { name: 'Rolled a scenario back' }).first().waitFor();
  });

  it('are shown to a key that may only read', async () => {
    const page = await browser.open('/scenarios/home', { key: READ_KEY });
    expect(await page.getByRole('button', { name: 'New version' }).isDisabled()).toBe(true);
  });
});
