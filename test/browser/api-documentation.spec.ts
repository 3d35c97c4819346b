import { useBrowser, picture, place } from './support/console-browser.js';

describe('the API documentation', () => {
  const browser = useBrowser();

  it.each(['docs', 'docs/'])('tries requests out through the console, at %s', async (path) => {
    const page = await browser.page();
    await page.goto(`/api/churn/${path}`);
    await page.locator('.opblock').first().waitFor();
    await picture(page, `/api-churn-${path}`);
    const operation = page.locator('#operations-jobs-listJobs');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse(/\/jobs/);
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = await answered;
    expect(answer.url()).toContain(`${place.console}/api/churn/jobs`);
    expect(answer.status()).toBe(200);
  });
});
