import { ConsoleBrowser, open, settled } from './support/console-browser.js';
import { place } from './support/console-browser.js';
import { ADMIN_KEY } from '../support/service-process.js';

describe('signing in', () => {
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  it('by a key shows the page that was asked for, and refuses a wrong key in words', async () => {
    const page = await browser.page({ key: null });
    await page.goto('/jobs');
    await page.getByLabel('Key').fill('not-a-key-of-anybody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This key is not known').waitFor();
    await page.getByLabel('Key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/jobs');
  });

  it('by the link of the start works once, and leaves no code in the address', async () => {
    const answer = await fetch(`${place.console}/session/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    const { path } = (await answer.json()) as { path: string };
    const first = await browser.page({ key: null });
    await first.goto(path);
    await first.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(first.url()).not.toContain('code');
    const second = await browser.page({ key: null });
    await second.goto(path);
    await second.getByText('This link no longer signs in').waitFor();
  });

  it('keeps the key from scripts: neither cookies, storage nor answers show it', async () => {
    const page = await browser.page();
    const bodies: string[] = [];
    page.on('response', (response) => {
      void response.text().then(
        (text) => bodies.push(text),
        () => undefined,
      );
    });
    await open(page, '/jobs');
    const seen = await page.evaluate(
      `document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.documentElement.outerHTML`,
    );
    expect(seen).not.toContain(ADMIN_KEY);
    expect(bodies.join()).not.toContain(ADMIN_KEY);
    expect(seen).not.toContain('musicbox_console');
  });

  it('is asked for again when the session has ended elsewhere, and returns to where one was', async () => {
    const page = await browser.page();
    await open(page, '/jobs');
    await page.context().request.delete('/session', { headers: { origin: place.console } });
    await page.getByRole('button', { name: 'Score everybody' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Score everybody' }).click();
    await page.getByLabel('Key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await settled(page);
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  });

  it('ends by Sign out', async () => {
    const page = await browser.page();
    await open(page, '/jobs');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.reload();
    await page.getByLabel('Key').waitFor();
    const answer = await page.context().request.get('/api/churn/jobs');
    expect(answer.status()).toBe(401);
  });
});
