import { READ_KEY } from '../support/service-process.js';
import { barriers, clicksOf, useBrowser, open, picture, place, select } from './support/console-browser.js';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';

const NAME = 'made-by-the-console';

/** Asks a page of a service with a token until it answers with that status: each service reads keys by itself. */
async function statusBecomes(
  status: number,
  token: string,
  page = `${place.churn}/churn?limit=1`,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const isAnswered = async () => (await fetch(page, { headers })).status === status;
  await until(isAnswered, `status ${status} of ${page}`);
}

describe('keys', () => {
  const browser = useBrowser();

  async function shownToken(page: Page): Promise<string> {
    await page.getByRole('heading', { name: `Token of ${NAME}` }).waitFor();
    return (await page.getByText(/^mbk_\w{8}_/).textContent())!;
  }

  it('are made, rotated and revoked, each token shown once, and the services follow', async () => {
    const page = await browser.open('/keys');
    await page.getByRole('row').filter({ hasText: 'settings:admin' }).first().waitFor();
    await page.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog');
    const make = dialog.getByRole('button', { name: 'Create key' });
    await dialog.getByLabel('Name', { exact: true }).fill('Not a name');
    await dialog.getByRole('alert').getByText('“Not a name” cannot be a name').waitFor();
    expect(await make.isDisabled()).toBe(true);
    await dialog.getByLabel('Name', { exact: true }).fill(NAME);
    await dialog.getByLabel('Owner').fill('data team');
    await dialog.getByLabel('Note').fill('the list for the CRM');
    expect(await dialog.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await make.isDisabled()).toBe(true);
    await dialog.getByLabel('What for').selectOption('Partner: churn scores only');
    expect(await dialog.getByRole('checkbox', { checked: true }).count()).toBe(1);
    await picture(page, '/dialog-key');
    expect(await barriers(page)).toEqual([]);
    await make.click();
    const first = await shownToken(page);
    expect(await barriers(page)).toEqual([]);
    await statusBecomes(200, first);
    await page.getByRole('button', { name: 'Done, hide it' }).click();
    await page.getByText(first).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(first);

    const row = page.getByRole('row').filter({ hasText: NAME });
    await row.getByText(first.slice(0, 12)).waitFor();
    await row.getByText('read:scores', { exact: true }).waitFor();
    const headers = { authorization: `Bearer ${first}` };
    for (const path of ['audiences', 'churn/models', 'churn/decision', 'admin/churn/export.csv'])
      expect((await fetch(`${place.churn}/${path}`, { headers })).status).toBe(403);
    await row.getByText('data team: the list for the CRM').waitFor();
    await row.getByRole('button', { name: `Rotate: ${NAME}` }).click();
    await dialog.getByLabel('Current tokens stay valid for').selectOption('no time');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    const second = await shownToken(page);
    expect(second).not.toBe(first);
    await statusBecomes(401, first);
    await statusBecomes(200, second);

    await row.getByRole('button', { name: `Revoke: ${NAME}` }).click();
    await dialog.getByText('This cannot be undone').waitFor();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked', { exact: true }).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await statusBecomes(401, second);
  });

  it('of a partner reads scores alone, made by four clicks', async () => {
    const page = await browser.open('/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'Keys', exact: true }));
    await click(page.getByRole('button', { name: 'Create key' }));
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('partner-by-clicks');
    await click(dialog.getByLabel('What for'));
    await dialog.getByLabel('What for').selectOption('Partner: churn scores only');
    await click(dialog.getByRole('button', { name: 'Create key' }));
    await page.getByRole('heading', { name: 'Token of partner-by-clicks' }).waitFor();
    expect(click.count()).toBeLessThanOrEqual(4);
    const keys = await select<{ scopes: string[] }>(
      "SELECT scopes FROM api_key WHERE name = 'partner-by-clicks'",
    );
    expect(keys).toEqual([{ scopes: ['read:scores'] }]);
  });

  it('of one service open its pages, and no others', async () => {
    const page = await browser.page();
    const headers = { origin: place.console };
    const data = { name: 'partner', scopes: ['read:churn'] };
    const made = await page.context().request.post('/api/ingest/admin/keys', { data, headers });
    const { token } = (await made.json()) as { token: string };
    await statusBecomes(200, token);
    await statusBecomes(403, token, `${place.recommender}/recommend/songs?q=a`);
    const partner = await browser.page({ key: token });
    await open(partner, '/monitoring');
    await partner.getByRole('region').first().waitFor();
    await open(partner, '/songs');
    await partner.getByText('Your key does not have permission').first().waitFor();
  });

  it('say why one cannot be made', async () => {
    const page = await browser.open('/keys');
    await page.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill(NAME);
    await dialog.getByLabel('What for').selectOption('Send events');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await dialog.getByRole('alert').filter({ hasText: NAME }).waitFor();
  });

  it('are seen by no key that may only read', async () => {
    const page = await browser.open('/keys', { key: READ_KEY });
    await page.getByText('Your key does not have permission').first().waitFor();
    expect(await page.getByRole('button', { name: 'Create key' }).isDisabled()).toBe(true);
  });
});
