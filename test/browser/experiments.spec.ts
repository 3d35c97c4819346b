import { barriers, clicksOf, ConsoleBrowser, open, place } from './support/console-browser.js';

describe('experiments', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it('cannot begin without a second version, and say what to do', async () => {
    const page = await browser.page();
    await open(page, '/experiments');
    await page.getByText('No experiment yet').waitFor();
    await page.getByRole('button', { name: 'Start an experiment' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No other version is ready').waitFor();
    await dialog.getByText('Version 2 is retired').waitFor();
    expect(await dialog.getByRole('button', { name: 'Start an experiment' }).isDisabled()).toBe(true);
    expect(await barriers(page)).toEqual([]);
  });

  it('begin with a version that is ready, and end after a confirmation', async () => {
    const page = await browser.page();
    const { request } = page.context();
    const headers = { origin: place.console };
    const accepted = await request.post('/api/recommender/admin/recommender/retrain', { data: {}, headers });
    const { id } = (await accepted.json()) as { id: string };
    await open(page, `/jobs/recommender/${id}`);
    await page.getByText('succeeded', { exact: true }).waitFor({ timeout: 120_000 });
    const listed = await request.get('/api/recommender/recommend/models?limit=50');
    const { models } = (await listed.json()) as {
      models: { version: number; state: string; gate: unknown }[];
    };
    // Shown whole when it fails: the gate says why.
    expect(models).toContainEqual(expect.objectContaining({ state: 'ready' }));
    const dialog = page.getByRole('dialog');
    await open(page, '/models');
    await page.getByRole('button', { name: 'Roll back' }).last().click();
    await dialog.getByText('will replace version').waitFor();
    await page.keyboard.press('Escape');

    await open(page, '/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'Experiments' }));
    await click(page.getByRole('button', { name: 'Start an experiment' }));
    await dialog.getByLabel('Name').fill('try the other');
    await dialog.getByLabel('Planned impressions').fill('1000000');
    await click(dialog.getByRole('button', { name: 'Start an experiment' }));
    expect(click.count()).toBeLessThanOrEqual(4);
    await page.getByText('running', { exact: true }).waitFor();
    // Nothing is shown yet: its plan is, and what is missing.
    const result = page.getByRole('region', { name: 'try the other' });
    await page.getByRole('heading', { name: 'try the other' }).waitFor();
    await page.getByText('0 of 1,000,000 planned songs shown.').waitFor();
    await result.getByRole('cell', { name: 'challenger' }).waitFor();
    expect(await page.getByRole('button', { name: /^Make the winner live/ }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'End experiment' }).click();
    await dialog.getByText('serves all users').waitFor();
    await dialog.getByRole('button', { name: 'End experiment' }).click();
    await page.getByText('by request').waitFor();
  });

  // Here, since a version that is ready must not be trained before the first test of this file.
  it('need no training that would find nothing new: its button says so before it begins', async () => {
    const page = await browser.page();
    await open(page, '/jobs');
    await page.getByRole('button', { name: 'Train the recommender' }).click();
    await page.getByRole('dialog').getByText('There is nothing new').waitFor();
  });
});
