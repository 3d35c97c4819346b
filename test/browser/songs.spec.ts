import { barriers, useBrowser, open, select, textOf } from './support/console-browser.js';
import { READ_KEY } from '../support/service-process.js';

describe('songs', () => {
  const browser = useBrowser();

  it('are found by a part of a name, hidden after a confirmation, and shown again', async () => {
    const page = await browser.open('/songs');
    const rising = page.getByRole('region', { name: 'Trending songs' }).getByRole('link').first();
    const title = (await rising.textContent())!;
    await page.getByLabel('Part of a title or singer').fill(title);
    await page.keyboard.press('Enter');
    await page.getByText(/^[\d,]+ songs? found$/).waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe(title);
    const row = page
      .getByRole('region', { name: 'Find a song' })
      .getByRole('row')
      .filter({ hasText: title })
      .first();
    await row.getByRole('button', { name: /^Hide/ }).click();
    await page.getByRole('dialog').getByText('From the next request on it is in no list').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Hide' }).click();
    await row.getByText('hidden', { exact: true }).waitFor();
    await row.getByRole('button', { name: /^Show again/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Show again' }).click();
    await row.getByRole('button', { name: /^Hide/ }).waitFor();
  });

  it('are found as a user finds them, from the page of the user', async () => {
    const page = await browser.page();
    const [user] = await select<{ userId: string }>(
      `SELECT user_id AS "userId" FROM user_day WHERE user_id <> 0 GROUP BY user_id ORDER BY sum(plays) LIMIT 1`,
    );
    await open(page, `/people/${user!.userId}`);
    await page.getByRole('link', { name: 'Search songs as this user' }).click();
    await page.getByLabel('Part of a title or singer').fill('a');
    await page.keyboard.press('Enter');
    await page.getByText(/^[\d,]+ songs? found$/).waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('user'), searchParams.get('search')]).toEqual([user!.userId, 'a']);
    await page
      .getByText(/held-out|The scores of the user weigh|not yet listened|The user is excluded/)
      .waitFor();
    await page.getByRole('table', { name: 'Singers' }).getByRole('link').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('say what to do when nothing is found', async () => {
    const page = await browser.open('/songs?search=zzzz-no-such-song');
    await page.getByText('No title or singer contains').waitFor();
  });

  it('have listeners, users by band who become an audience, and similar songs as a file', async () => {
    const page = await browser.open('/songs');
    await page.getByRole('region', { name: 'Trending songs' }).getByRole('link').first().click();
    await page.waitForURL('**/songs/*');
    await page.getByRole('img', { name: /^Plays and listeners/ }).waitFor();
    await page.getByText(/^by churn risk: \d+ high/).waitFor();
    const users = page.getByRole('region', { name: 'Users who should hear it' });
    await users.getByRole('row').nth(1).waitFor();
    await page.getByRole('button', { name: 'Show more' }).first().click();
    await users.getByRole('row').nth(21).waitFor();
    // Campaigns of other tests bar users of high risk from audiences.
    await page.getByLabel('Band').selectOption('low');
    await users.getByText('high', { exact: true }).waitFor({ state: 'detached' });
    expect(await barriers(page)).toEqual([]);
    const next = page.getByRole('region', { name: 'What comes after it' });
    expect(await next.getByRole('link').count()).toBeGreaterThan(5);
    const title = (await page.getByRole('heading', { level: 1 }).textContent())!;
    expect(await next.getByRole('link', { name: title, exact: true }).count()).toBe(0);
    const similar = page.getByRole('region', { name: 'Similar songs' });
    const songs = await similar.getByRole('row').count();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).last().click(),
    ]);
    expect((await textOf(download)).trimEnd().split('\n')).toHaveLength(songs);
    const shown = await users.getByRole('link').first().textContent();
    await page.getByRole('button', { name: 'Save as an audience' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key, for programs').fill('should-hear');
    await dialog.getByLabel('Users, at most').fill('3');
    await dialog.getByRole('button', { name: 'Save as an audience' }).click();
    await page.getByText(/^3 members as of/).waitFor();
    await page.getByRole('region', { name: 'Members' }).getByRole('link', { name: shown! }).waitFor();
  });

  it('have singers with a page of their own, and a file of those who should hear them', async () => {
    const page = await browser.open('/songs');
    const singers = page.getByRole('region', { name: 'Singers' });
    const name = (await singers.getByRole('link').first().textContent())!;
    await singers.getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('region', { name: 'Users who should hear it' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('region', { name: 'Similar singers' }).getByRole('link').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const [head, first] = (await textOf(download)).split('\n');
    expect(head).toBe('user_id,score,churn_probability,churn_band');
    expect(first).toMatch(/^\d+,[\d.]+,/);
  });

  it('are hidden by no read key', async () => {
    const page = await browser.open('/songs?search=a', { key: READ_KEY });
    expect(await page.getByRole('button', { name: /^Hide/ }).first().isDisabled()).toBe(true);
  });
});
