import type { Page } from 'playwright-core';
import { useBrowser, open, place } from './support/console-browser.js';

const BACKTEST_MS = 120_000;

describe('monitoring', () => {
  const browser = useBrowser();

  const tableOf = (page: Page, name: string) => page.getByRole('table', { name });

  it('shows every alert rule with its value and limit, and leads to the other parts', async () => {
    const page = await browser.open('/monitoring');
    expect(await tableOf(page, 'Alert rules').getByRole('row').count()).toBe(7);
    const columns = await tableOf(page, 'Alert rules').getByRole('columnheader').allTextContents();
    expect(columns).toEqual(expect.arrayContaining(['Rule', 'State', 'Limit', 'Found']));
    await page.getByRole('navigation', { name: 'Monitoring pages' }).getByText('Outcomes').click();
    await tableOf(page, 'Quality by snapshot').waitFor();
    await page.getByText('By the newest known outcomes').waitFor();
  });

  it('shows how far each feature has moved, and which quality to expect', async () => {
    const page = await browser.open('/monitoring/drift');
    await page.getByRole('img', { name: 'features that changed most' }).waitFor();
    const columns = await tableOf(page, 'Scores of version').getByRole('columnheader').allTextContents();
    expect(columns).toEqual(
      expect.arrayContaining(['Users', 'Mean probability', 'Expected ROC AUC', 'Expected log loss']),
    );
    expect(await tableOf(page, 'Features').getByRole('row').count()).toBeGreaterThan(10);
  });

  it('shows who comes, stays and leaves, and how long cohorts stay', async () => {
    const page = await browser.open('/monitoring/lifecycle');
    await page.getByRole('img', { name: 'Active users' }).waitFor();
    const retention = tableOf(page, 'Retention by cohort');
    await retention.waitFor();
    expect(await retention.getByRole('cell', { name: '100.0%' }).count()).toBeGreaterThan(0);
  });

  it('starts a backtest, and says why it cannot', async () => {
    const page = await browser.open('/monitoring/backtests');
    await page.getByRole('button', { name: 'Backtest the churn model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Backtest the churn model' }).click();
    await dialog.getByText('need 59 days of logs').waitFor();
  });

  it(
    'shows what came of a backtest',
    async () => {
      const page = await browser.page();
      const { request } = page.context();
      const started = await request.post('/api/churn/admin/churn/backtest', {
        data: { featureDays: 14, labelDays: 7, origins: 2, resamples: 50 },
        headers: { origin: place.console },
      });
      const { id } = (await started.json()) as { id: string };
      await open(page, `/jobs/churn/${id}`);
      await page.getByText('succeeded').first().waitFor({ timeout: BACKTEST_MS });
      await open(page, '/monitoring/backtests');
      await page.getByRole('img', { name: 'ROC AUC, measured and expected' }).waitFor();
      await page.getByRole('button', { pressed: true }).waitFor();
      const origins = tableOf(page, 'by origin');
      expect(await origins.getByRole('columnheader').allTextContents()).toEqual(
        expect.arrayContaining(['Scored', 'Trained', 'ROC AUC', 'Expected ROC AUC', 'Calibration ECE']),
      );
      expect(await origins.getByRole('row').count()).toBeGreaterThan(1);
    },
    2 * BACKTEST_MS,
  );
});
