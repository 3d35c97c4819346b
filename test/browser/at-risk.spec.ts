import { readFile } from 'node:fs/promises';
import { ConsoleBrowser, open } from './support/console-browser.js';

describe('at risk', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it('shows what contacts earn as the figures are moved, by keyboard too', async () => {
    const page = await browser.page();
    await open(page, '/at-risk');
    const contacts = page
      .locator('dt', { hasText: 'Users to contact' })
      .locator('xpath=following-sibling::dd[1]');
    await contacts.waitFor();
    const before = Number((await contacts.textContent())!.replaceAll(',', ''));
    expect(before).toBeGreaterThan(0);
    await page.getByLabel('Cost per contact').focus();
    await page.keyboard.press('End');
    await page.getByText('contacting anyone costs more than it brings').waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('spinbutton', { name: 'Budget' }).fill('0');
    await page.getByRole('img', { name: /^Net value by users contacted/ }).waitFor();
    await page.getByText(/^95% interval/).waitFor();
  });

  it('ranks users, narrows them to a band and a cohort by keyboard, and goes on page by page', async () => {
    const page = await browser.page();
    await open(page, '/at-risk');
    const ranked = page.getByRole('region', { name: 'Users by churn risk' });
    await ranked.getByRole('row').nth(20).waitFor();
    await page.getByRole('button', { name: 'Show more' }).first().click();
    await ranked.getByRole('row').nth(40).waitFor();
    const cohorts = page.getByRole('region', { name: 'Users by band and week' });
    await cohorts.getByRole('button', { name: /all weeks, band: low/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Shown: band low, all weeks.').waitFor();
    await ranked.getByText('low', { exact: true }).first().waitFor();
    await ranked.getByText('high', { exact: true }).first().waitFor({ state: 'detached' });
    const cell = cohorts.getByRole('button', { name: /first event: \d.*band: high/ }).last();
    const users = Number((await cell.textContent())!.replaceAll(',', ''));
    await cell.click();
    await page.getByText(/Shown: band high, first event in the week of/).waitFor();
    await ranked.getByText('low', { exact: true }).first().waitFor({ state: 'detached' });
    await ranked.getByText('high', { exact: true }).first().waitFor();
    expect(await cell.getAttribute('aria-pressed')).toBe('true');
    expect(await ranked.getByRole('row').count()).toBe(1 + Math.min(20, users));
    await ranked.getByRole('link').first().click();
    await page.waitForURL('**/people/*');
  });

  it('gives the scores that are shown as CSV', async () => {
    const page = await browser.page();
    await open(page, '/at-risk');
    const cell = page.getByRole('button', { name: /first event: \d.*band: all/ }).first();
    const users = Number((await cell.textContent())!.replaceAll(',', ''));
    await cell.click();
    await page.getByText(/Shown: all bands, first event/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Shown scores as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('churn.csv');
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + users);
  });

  it('shows whom to win back and with which songs', async () => {
    const page = await browser.page();
    await open(page, '/at-risk');
    const winback = page.getByRole('region', { name: 'Win-back list' });
    await winback.getByRole('link', { name: /^\d+$/ }).first().waitFor();
    expect(await winback.getByRole('listitem').count()).toBeGreaterThan(2);
  });
});
