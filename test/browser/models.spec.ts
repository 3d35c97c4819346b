import { READ_KEY } from '../support/service-process.js';
import { ConsoleBrowser, open } from './support/console-browser.js';

describe('models', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it.each([
    ['churn', 'ROC AUC'],
    ['recommender', 'NDCG'],
  ])('of the kind %s show verdict, measures and a report', async (kind, measure) => {
    const page = await browser.page();
    await open(page, '/models');
    await page.locator(`a[href="/models/${kind}/1"]`).click();
    await page.getByRole('heading', { name: 'What the gate said' }).waitFor();
    await page.getByRole('row').filter({ hasText: measure }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Make live' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Report with plots' }).click();
    await page.locator('svg').first().waitFor();
  });

  it('are rolled back after a confirmation that says what changes, and a refusal is told in it', async () => {
    const page = await browser.page();
    await open(page, '/models');
    await page.getByRole('button', { name: 'Roll back' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('will answer everybody again').waitFor();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    // There is no version before the first.
    await dialog.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('are changed by no read key', async () => {
    const page = await browser.page({ key: READ_KEY });
    await open(page, '/models');
    expect(await page.getByRole('button', { name: 'Roll back' }).first().isDisabled()).toBe(true);
  });
});
