import { barriers, useBrowser, open, place } from './support/console-browser.js';

describe('facts of users', () => {
  const browser = useBrowser();

  it('are declared, told by a call, shown of the user, chosen by in an audience, and removed', async () => {
    const page = await browser.page();
    const { request } = page.context();
    await open(page, '/data');
    await page.getByRole('button', { name: 'Declare a fact' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name for programs').fill('tariff');
    await dialog.getByLabel('Label, as reasons begin').fill('Tariff');
    await dialog.getByLabel('Models').selectOption('leave it out');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Declare' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Tariff (tariff)' });
    await row.getByRole('cell', { name: 'text', exact: true }).waitFor();

    // Of low risk: what other specs do with those at risk keeps no user of them out of an audience.
    const answer = await request.get('/api/churn/churn?band=low&contactable=true&limit=200');
    const users = ((await answer.json()) as { users: { userId: string }[] }).users.slice(-2);
    const headers = { origin: place.console };
    for (const [n, { userId }] of users.entries()) {
      const data = { day: '2017-05-01', facts: { tariff: n === 0 ? 'family' : 'single' } };
      const told = await request.put(`/api/ingest/users/${userId}/facts`, { headers, data });
      expect(told.status()).toBe(200);
    }
    await open(page, '/data');
    await row.getByRole('cell', { name: '1 May 2017 – 1 May 2017' }).waitFor();
    await open(page, `/people/${users[0]!.userId}`);
    const fact = page.getByRole('row').filter({ hasText: 'Tariff' });
    await fact.filter({ hasText: 'family' }).filter({ hasText: '1 May 2017' }).waitFor();

    await open(page, '/audiences/new');
    await page.getByLabel('Add a condition').selectOption('Fact');
    await page.getByLabel('Fact named').fill('tariff');
    await page.getByLabel('Fact is', { exact: true }).fill('family');
    await page.getByText(/^1 users? would be members? now/).waitFor();
    await page.getByRole('link', { name: users[0]!.userId }).waitFor();
    await page.getByLabel('Fact is', { exact: true }).fill('family, single');
    await page.getByText(/^2 users would be members now/).waitFor();
    expect(await barriers(page)).toEqual([]);

    await open(page, '/data');
    await page.getByRole('button', { name: 'Remove: tariff' }).click();
    await dialog.getByText('Its values go too').waitFor();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
  });
});
