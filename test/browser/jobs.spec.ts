import { barriers, useBrowser, open } from './support/console-browser.js';
import { startConsole } from '../support/console-place.js';
import { READ_KEY } from '../support/service-process.js';
import { place } from './support/console-browser.js';

describe('jobs', () => {
  const browser = useBrowser();

  it('are started after a confirmation that says what happens, and followed to their end', async () => {
    const page = await browser.open('/jobs');
    await page.getByRole('button', { name: 'Score all users' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('scores every user').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/jobs');

    await page.getByRole('button', { name: 'Score all users' }).click();
    await dialog.getByRole('button', { name: 'Score all users' }).click();
    await page.getByRole('heading', { level: 1, name: 'Score all users' }).waitFor();
    await page.getByText('succeeded', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Result' }).waitFor();
  });

  it('lead to the archives and versions that came of them', async () => {
    const page = await browser.open('/jobs');
    const ended = (name: string) =>
      page
        .getByRole('row')
        .filter({ hasText: name })
        .filter({ hasText: 'succeeded' })
        .last()
        .getByRole('link');
    await ended('Train the recommender').click();
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.waitForURL('**/models/recommender/1');
    await open(page, '/jobs');
    await ended('Load archives').click();
    const partial = page.getByRole('link', { name: /^Archives of this load, partial/ });
    const files = Number(/\d+$/.exec((await partial.textContent())!)![0]);
    await partial.click();
    await page.getByText('Those of one load').waitFor();
    const archives = page.getByRole('region', { name: 'Archives' });
    await archives.getByRole('row').nth(files).waitFor();
    expect(await archives.getByRole('row').count()).toBe(1 + files);
  });

  it('write lists in bulk, and say where the files are', async () => {
    const page = await browser.open('/jobs');
    await page.getByRole('button', { name: 'Write lists in bulk' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('of-the-console');
    await dialog.getByLabel('Songs for each user').fill('5');
    await dialog.getByLabel('Format').selectOption('CSV');
    await dialog.getByRole('button', { name: 'Write lists in bulk' }).click();
    await page.getByRole('heading', { level: 1, name: 'Write lists in bulk' }).waitFor();
    await page.getByText('succeeded', { exact: true }).waitFor();
    await page.getByText('lists=of-the-console').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('that wait or run are cancelled after a confirmation', async () => {
    const page = await browser.page();
    // A search takes longer than this test.
    const accepted = await page
      .context()
      .request.post('/api/recommender/admin/recommender/parameter-searches', {
        data: { attempts: 200, seconds: 300, accept: false },
        headers: { origin: place.console },
      });
    const { id } = (await accepted.json()) as { id: string };
    await open(page, `/jobs/recommender/${id}`);
    await page.getByRole('progressbar').first().waitFor();
    const duration = page.locator('dt', { hasText: 'Duration' }).locator('xpath=following-sibling::dd[1]');
    await duration.filter({ hasText: /^\d/ }).waitFor();
    const before = await duration.textContent();
    await duration.filter({ hasNotText: before! }).waitFor();
    await page.getByRole('button', { name: 'Cancel job' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
    await page.getByText('cancelled', { exact: true }).waitFor();
  });

  it('begin by themselves as the schedules say', async () => {
    const page = await browser.open('/jobs');
    const schedules = page.getByRole('region', { name: 'Schedules' });
    for (const kind of ['Score all users', 'Train the recommender'])
      await schedules.getByRole('row').filter({ hasText: kind }).waitFor();
  });

  it('can be started by no read key, and the button says why', async () => {
    const page = await browser.open('/jobs', { key: READ_KEY });
    const button = page.getByRole('button', { name: 'Score all users' });
    expect(await button.isDisabled()).toBe(true);
    expect(await button.getAttribute('title')).toContain('admin or console key');
  });

  it('of the other services are listed while one is down, and that one is named', async () => {
    const console = await startConsole({ ...place, churn: 'http://127.0.0.1:1' });
    try {
      const page = await browser.open('/jobs', { url: console.url });
      await page.getByText('The churn service is not responding').waitFor();
      await page.getByRole('link', { name: 'Load archives' }).first().waitFor();
    } finally {
      await console.stop();
    }
  });

  it('are reached by keyboard alone', async () => {
    const page = await browser.open('/jobs');
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.locator(':focus').textContent()) === 'Load archives') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByRole('heading', { level: 1, name: 'Load archives' }).waitFor();
  });
});
