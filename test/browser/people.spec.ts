import { READ_KEY } from '../support/service-process.js';
import {
  barriers,
  useBrowser,
  open,
  overhang,
  picture,
  place,
  resize,
  textOf,
} from './support/console-browser.js';
import type { Page } from 'playwright-core';

describe('people', () => {
  const browser = useBrowser();

  /** The first user of the ranked list: scored, not excluded. */
  async function openScored(page: Page): Promise<string> {
    const answer = await page.context().request.get('/api/churn/churn?limit=1');
    const { users } = (await answer.json()) as { users: { userId: string }[] };
    await open(page, `/people/${users[0]!.userId}`);
    return users[0]!.userId;
  }

  it('are found by the first digits of their id', async () => {
    const page = await browser.open('/people');
    const table = page.getByRole('region', { name: 'Users' });
    await table.getByRole('link').nth(19).waitFor();
    const id = (await table.getByRole('link').nth(5).textContent())!;
    await page.getByLabel('First characters of the user id').fill(id);
    await page.keyboard.press('Enter');
    // A whole id leads to its user, a part of one to those that begin so.
    await page.getByRole('heading', { name: `User ${id}` }).waitFor();
    await open(page, '/people');
    await page.getByLabel('First characters of the user id').fill(id.slice(0, 2));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/people?prefix=${id.slice(0, 2)}`);
    await table.getByRole('link').first().waitFor();
    await page.getByLabel('First characters of the user id').fill('abc');
    await page.keyboard.press('Enter');
    await page.getByText('No user id begins with abc.').waitFor();
    await open(page, '/people/abc');
    await page.getByText('No event of user abc has been loaded.').first().waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'have risk over time, reasons, history and songs, without a barrier, %s',
    async (theme) => {
      const page = await browser.page({ theme });
      await openScored(page);
      await page.getByRole('heading', { name: 'Reasons' }).waitFor();
      await page.getByRole('img', { name: 'Churn risk over time' }).waitFor();
      await page.getByRole('button', { name: 'Compute the 8 weeks before' }).click();
      await page.getByText(/^[1-8] earlier days were computed by the live version/).waitFor();
      await page.getByRole('img', { name: 'Events by day' }).waitFor();
      await page.getByRole('region', { name: 'Recommended songs' }).getByRole('link').first().waitFor();
      await page.getByRole('combobox', { name: 'Show' }).selectOption('forgotten');
      expect(await barriers(page)).toEqual([]);
      for (const width of [320, 2560]) {
        await resize(page, width);
        expect([width, await overhang(page)]).toEqual([width, 0]);
      }
    },
  );

  it('are left out of the models with a reason, which shows at once, and included again', async () => {
    const page = await browser.page();
    await openScored(page);
    await page.getByRole('button', { name: 'Exclude' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Exclude' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('service account');
    await confirm.click();
    await page.getByText('excluded from both models: service account').waitFor();
    await page.getByText('is excluded from the model: service account').waitFor();
    await page.getByRole('button', { name: 'Include again' }).click();
    await dialog.getByLabel('Reason').fill('a person after all');
    await dialog.getByRole('button', { name: 'Include again' }).click();
    await page.getByRole('button', { name: 'Exclude' }).waitFor();
  });

  it('have a history up to the newest loaded day, with hours that are summed before they are rounded', async () => {
    const page = await browser.page();
    const userId = await openScored(page);
    const { request } = page.context();
    const answer = await request.get(`/api/ingest/ingest/users/${userId}/days`);
    const { days } = (await answer.json()) as { days: { day: string; playSeconds: number }[] };
    const hours = days.reduce((sum, { playSeconds }) => sum + playSeconds, 0) / 3600;
    const figure = (name: string) =>
      page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');
    expect(await figure('Hours played').textContent()).toBe(hours.toFixed(1));
    await page.getByText('before the newest loaded day').waitFor();
    const shown = page.getByRole('img', { name: 'Events by day' });
    const coverage = await request.get('/api/ingest/ingest/coverage');
    const { lastDay } = (await coverage.json()) as { lastDay: string };
    const newest = new Date(lastDay).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
    const figureOfDays = shown.locator('xpath=ancestor::figure[1]');
    await figureOfDays.getByText('Data of this plot').click();
    await figureOfDays.getByRole('row').filter({ hasText: newest }).waitFor();
  });

  /** Those with the lowest risk among the first of the list, whom no other test opens. */
  async function quietUsers(page: Page, howMany: number): Promise<string[]> {
    const answer = await page.context().request.get('/api/churn/churn?limit=200');
    const { users } = (await answer.json()) as { users: { userId: string }[] };
    return users.slice(-howMany).map(({ userId }) => userId);
  }

  it('are left out and taken back several at once, and it is said how many that changed', async () => {
    const page = await browser.page();
    const [first, second] = await quietUsers(page, 2);
    await open(page, '/people');
    const ids = page.getByLabel('User ids, one a line');
    await ids.fill('a text, of one user\nanother/one');
    await page.getByText('2 users listed').waitFor();
    await ids.fill(`${first!}, ${second!}\n${first!}`);
    await page.getByText('2 users listed').waitFor();
    await page.getByRole('button', { name: 'Exclude' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('asked for it');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Exclude' }).click();
    await page.getByText('Excluded: 2. Already excluded: 0.').waitFor();
    await page.getByRole('button', { name: 'Include again' }).click();
    await dialog.getByRole('button', { name: 'Include again' }).click();
    await page.getByText('Included again: 2.').waitFor();
  });

  it('who unsubscribed are in no file for contacts until that is taken back', async () => {
    const page = await browser.page();
    const contacts = async () => {
      const file = await page
        .context()
        .request.get('/api/churn/admin/churn/export.csv?contactable=true&limit=3');
      return (await file.text()).split('\n').map((line) => line.split(',')[0]!);
    };
    // Other tests may have barred the user with the highest risk, by a campaign.
    const userId = (await contacts())[1]!;
    await open(page, '/people');
    await page.getByLabel('User ids, one a line').fill(userId);
    await page.getByRole('button', { name: 'Suppress contacts' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('unsubscribed, by mail');
    await dialog.getByRole('button', { name: 'Suppress contacts' }).click();
    await page.getByText('Contacts suppressed: 1.').waitFor();
    expect(await contacts()).not.toContain(userId);
    await page.getByRole('heading', { name: 'Users whom nobody may contact' }).click();
    const row = page.getByRole('row').filter({ hasText: 'unsubscribed, by mail' });
    await row.getByRole('button', { name: 'Allow contacts' }).click();
    await dialog.getByRole('button', { name: 'Allow contacts' }).click();
    await page.getByText('Every user may be contacted.').waitFor();
    expect(await contacts()).toContain(userId);
  });

  it('are exported with every row that is kept of them', async () => {
    const page = await browser.page();
    const userId = await openScored(page);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toContain(userId);
    const lines = (await textOf(file)).trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ rows: { churn_score: expect.any(Number) as number } });
  });

  it('are forgotten for good once their id was typed: by a job to its end, and unknown afterwards', async () => {
    const page = await browser.page();
    const [userId] = await quietUsers(page, 3);
    await open(page, `/people/${userId!}`);
    await page.getByRole('button', { name: 'Erase…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This cannot be undone.').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Erase permanently' });
    await dialog.getByLabel('Type the user id').fill('17');
    expect(await confirm.isDisabled()).toBe(true);
    await picture(page, '/dialog-erase');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Erase…' }).click();
    await dialog.getByLabel('Type the user id').fill(userId!);
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'Erase users' }).waitFor();
    const [receipt] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the receipt' }).click(),
    ]);
    const said = await textOf(receipt);
    expect(said).toMatch(/^Erasure of 1 user, job/);
    expect(said).toMatch(/\n {2}user_day: [1-9]/);
    expect(said).toMatch(/replace them: churn 1, recommender 1\b/);
    expect(said).toMatch(/Last day on which an id is stored/);
    await page.getByText('succeeded', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole('heading', { name: 'Result' }).waitFor();
    await open(page, `/people/${userId!}`);
    await page.getByText(`No event of user ${userId!} has been loaded.`).first().waitFor();
    await open(page, `/people?prefix=${userId!}`);
    await page.getByText(`No user id begins with ${userId!}.`).waitFor();
  });

  it('who were forgotten by mistake are readmitted, and it is said what comes back', async () => {
    const page = await browser.page();
    const [forgotten, other] = ['987654321012345', '987654321012346'];
    const asked = { headers: { origin: place.console }, data: { userIds: [forgotten] } };
    const answer = await page.context().request.post('/api/ingest/admin/users/erase', asked);
    const { id } = (await answer.json()) as { id: string };
    await open(page, `/jobs/ingest/${id}`);
    await page.getByText('succeeded', { exact: true }).waitFor({ timeout: 60_000 });
    await open(page, '/people');
    await page.getByLabel('User ids, one a line').fill(`${forgotten} ${other}`);
    await page.getByRole('button', { name: 'Readmit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Deleted data does not come back').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Readmit' }).click();
    await page.getByText('Readmitted: 1. Not erased before: 1.').waitFor();
  });

  it('are forgotten and exported by no key that may only read, and the buttons say why', async () => {
    const page = await browser.page({ key: READ_KEY });
    await openScored(page);
    for (const name of ['Erase…', 'Export']) {
      const button = page.getByRole('button', { name });
      expect(await button.isDisabled()).toBe(true);
      expect(await button.getAttribute('title')).toContain('admin or console key');
    }
  });

  it('who are not there are said to be unknown, part by part', async () => {
    const page = await browser.open('/people/123456789012345678');
    await page.getByText('No event of user 123456789012345678 has been loaded.').first().waitFor();
    await open(page, '/people?prefix=123456789012345678');
    await page.getByText('No user id begins with 123456789012345678.').waitFor();
  });
});
