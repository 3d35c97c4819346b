import type { Locator } from 'playwright-core';
import { barriers, clicksOf, useBrowser, hold, open, place, textOf } from './support/console-browser.js';

/** The number in brackets behind the name of a band. */
async function usersOf(option: Locator): Promise<number> {
  return Number(/\(([\d,]+)\)/.exec((await option.textContent())!)![1]!.replaceAll(',', ''));
}

describe('at risk', () => {
  const browser = useBrowser();

  it('shows what contacts earn as the figures are moved, by keyboard too', async () => {
    const page = await browser.open('/at-risk');
    const contacts = page
      .locator('dt', { hasText: 'Users to contact' })
      .locator('xpath=following-sibling::dd[1]');
    await contacts.waitFor();
    const before = Number((await contacts.textContent())!.replaceAll(',', ''));
    expect(before).toBeGreaterThan(0);
    await page.getByRole('slider', { name: 'Cost per contact' }).focus();
    await page.keyboard.press('End');
    await page.getByText('contacting anyone costs more than it brings').waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('spinbutton', { name: 'Budget' }).fill('0');
    await page.getByRole('img', { name: /^Net value by users contacted/ }).waitFor();
    await page.getByText(/^95% interval/).waitFor();
  });

  it('takes costs and values of any currency, which the address keeps, and refuses what is no amount', async () => {
    const page = await browser.open('/at-risk');
    await page.getByRole('spinbutton', { name: 'Cost per contact' }).fill('150');
    await page.getByRole('spinbutton', { name: 'Value of a retained user' }).fill('45000');
    await page.getByRole('spinbutton', { name: 'Budget' }).fill('-5');
    await page.getByText('This is not an amount').waitFor();
    await page.getByRole('spinbutton', { name: 'Budget' }).fill('3000');
    await page.getByText('This is not an amount').waitFor({ state: 'detached' });
    await page.reload();
    expect(await page.getByRole('spinbutton', { name: 'Value of a retained user' }).inputValue()).toBe(
      '45000',
    );
    const cost = page.locator('dt', { hasText: /^Cost$/ }).locator('xpath=following-sibling::dd[1]');
    expect(await cost.textContent()).toBe('3,000.00');
  });

  it('gives the users of a plan as a file in at most six clicks from the first page', async () => {
    const page = await browser.open('/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'At risk', exact: true }));
    await click(page.getByRole('spinbutton', { name: 'Budget' }));
    await page.keyboard.type('60');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      click(page.getByRole('button', { name: 'Save these 60 users as CSV' })),
    ]);
    expect(click.count()).toBeLessThanOrEqual(6);
    expect(download.suggestedFilename()).toMatch(/^contacts-2017-\d\d-\d\d-60\.csv$/);
    const [head, ...lines] = (await textOf(download)).trimEnd().split('\n');
    expect(head).toMatch(
      /,first_reason,value,doubtful,expected_value,song_1_id,song_1,song_2_id,song_2,song_3_id,song_3$/,
    );
    expect(lines).toHaveLength(60);
    const answer = await page.context().request.get('/api/churn/churn?limit=60&contactable=true');
    const { users } = (await answer.json()) as { users: { userId: string; probability: number }[] };
    expect(lines.map((line) => line.split(',')[0])).toEqual(users.map(({ userId }) => userId));
    const [{ probability }] = users as [(typeof users)[number]];
    expect(lines[0]).toContain(`,${(probability * 0.2 * 10 - 1).toFixed(2)},`);
    expect(lines[0]).toMatch(/,\d+,[^,]+,\d+,[^,]+,\d+,[^,]+$/);
  });

  it('narrows and sizes the list in the address', async () => {
    const page = await browser.open('/at-risk?rows=50&risk=0.5');
    const ranked = page.getByRole('region', { name: 'Users by churn risk' });
    await ranked.getByRole('row').nth(50).waitFor();
    await page.getByText('churn risk at least 50%').waitFor();
    const risk = async (row: number) =>
      parseFloat((await ranked.getByRole('row').nth(row).getByRole('cell').nth(1).textContent())!);
    expect(await risk(1)).toBeGreaterThanOrEqual(await risk(50));
    expect(await risk(50)).toBeGreaterThanOrEqual(50);
  });

  it('puts users of high value first where that is asked for, in the list, the plan and its file', async () => {
    const page = await browser.page();
    const { request } = page.context();
    const { users } = (await (await request.get('/api/churn/churn?limit=200&contactable=true')).json()) as {
      users: { userId: string; probability: number }[];
    };
    const { userId, probability } = users[150]!;
    await open(page, '/at-risk?budget=5');
    await page.getByRole('button', { name: 'Upload values' }).click();
    const dialog = page.getByRole('dialog');
    const buffer = Buffer.from(`user_id,value\n${userId},100000\n`);
    await dialog.getByLabel('CSV of values').setInputFiles({ name: 'v.csv', mimeType: 'text/csv', buffer });
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Upload values' }).click();
    await page.getByText('Values stored: 1. Erased: 0.').waitFor();
    try {
      const save = page.getByRole('button', { name: 'Save these 5 users as CSV' });
      await save.waitFor();
      const release = await hold(page, /decision\?.*order=value/);
      await page.getByLabel('Order').selectOption('churn risk × value');
      await page.waitForURL(/order=value/);
      await page.getByText('1 user has a stored value, the others count with 10.').first().waitFor();
      expect(await save.isDisabled()).toBe(true);
      const ranked = page.getByRole('region', { name: 'Users by value at risk' });
      await ranked.getByRole('row').nth(1).getByText(userId, { exact: true }).waitFor();
      const shown = await ranked.getByRole('row').nth(1).getByRole('cell').nth(1).textContent();
      expect(Number(shown!.replaceAll(',', ''))).toBeCloseTo(probability * 100_000, 0);
      expect(await save.isDisabled()).toBe(true);
      release();
      const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
      const [, first] = (await textOf(download)).split('\n');
      expect(first).toContain(`,100000,,${(probability * 0.2 * 100_000 - 1).toFixed(2)},`);
      expect(first!.split(',')[0]).toBe(userId);
    } finally {
      const headers = { origin: place.console };
      await request.delete(`/api/churn/admin/users/${userId}/value`, { headers });
    }
  });

  it('ranks users, narrows them to a band by keyboard, and goes on page by page', async () => {
    const page = await browser.open('/at-risk');
    const ranked = page.getByRole('region', { name: 'Users by churn risk' });
    await ranked.getByRole('row').nth(20).waitFor();
    await page.getByRole('button', { name: 'Show more' }).first().click();
    await ranked.getByRole('row').nth(40).waitFor();
    const bands = page.getByRole('combobox', { name: 'Band' }).first();
    await bands.focus();
    await page.keyboard.type('low');
    await page.getByText('Shown: band low.').waitFor();
    await ranked.getByText('low', { exact: true }).first().waitFor();
    await ranked.getByText('high', { exact: true }).first().waitFor({ state: 'detached' });
    await bands.selectOption('high');
    await page.getByText('Shown: band high.').waitFor();
    await ranked.getByText('low', { exact: true }).first().waitFor({ state: 'detached' });
    await ranked.getByText('high', { exact: true }).first().waitFor();
    const users = await usersOf(bands.locator('option[value=high]'));
    expect(await ranked.getByRole('row').count()).toBe(1 + Math.min(20, users));
    await ranked.getByRole('link').first().click();
    await page.waitForURL('**/people/*');
  });

  it('gives the scores that are shown as CSV', async () => {
    const page = await browser.open('/at-risk');
    const bands = page.getByRole('combobox', { name: 'Band' }).first();
    await bands.selectOption('high');
    await page.getByText('Shown: band high.').waitFor();
    const users = await usersOf(bands.locator('option[value=high]'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Those who may be contacted as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('churn.csv');
    const [, ...lines] = (await textOf(download)).trimEnd().split('\n');
    // Other files of tests may have launched a campaign, whose hold-outs are not contacted.
    const path = '/api/churn/churn?band=high&contactable=true&limit=200';
    const { users: listed, leftOut } = (await (await page.context().request.get(path)).json()) as {
      users: { userId: string }[];
      leftOut: { excluded: number; suppressed: number; heldOut: number };
    };
    const most = leftOut.excluded + leftOut.suppressed + leftOut.heldOut;
    expect(lines.length).toBeGreaterThanOrEqual(users - most);
    expect(lines.map((line) => line.split(',')[0]).slice(0, 200)).toEqual(listed.map(({ userId }) => userId));
  });

  it('shows whom to win back and with which songs', async () => {
    const page = await browser.open('/at-risk');
    const winback = page.getByRole('region', { name: 'Win-back list' });
    await winback.getByRole('link', { name: /^\d+$/ }).first().waitFor();
    expect(await winback.getByRole('listitem').count()).toBeGreaterThan(2);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const [head, ...lines] = (await textOf(download)).trimEnd().split('\n');
    expect(head).toBe('user_id,probability,band,song_1_id,song_1,song_2_id,song_2,song_3_id,song_3');
    expect(lines.length).toBeGreaterThan(10);
  });
});
