import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startConsole } from '../support/console-place.js';
import { ADMIN_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { barriers, useBrowser, open, overhang, picture, place, settled } from './support/console-browser.js';

/** Long enough to open a page, on a busy machine too. */
const SHORT_MS = 8_000;

describe('signing in', () => {
  const browser = useBrowser();

  it.each(['light', 'dark'] as const)(
    'has no barrier at 320 pixels, nor when it is refused, %s',
    async (theme) => {
      const page = await browser.page({ key: null, theme, width: 320 });
      await page.goto('/jobs');
      await page.getByLabel('Key').fill('not-a-key-of-anybody');
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.getByText('Unknown key').waitFor();
      expect([await barriers(page), await overhang(page)]).toEqual([[], 0]);
      await picture(page, `/sign-in-refused-${theme}`);
    },
  );

  it('by a key shows the page that was asked for, and refuses a wrong key in words', async () => {
    const page = await browser.page({ key: null });
    await page.goto('/jobs');
    await page.getByLabel('Key').fill('not-a-key-of-anybody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Unknown key').waitFor();
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
    await second.getByText('This sign-in link is no longer valid').waitFor();
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
    const page = await browser.open('/jobs');
    await page.context().request.delete('/session', { headers: { origin: place.console } });
    // The dialog asks what is new, and so finds the end of the session.
    await page.getByRole('button', { name: 'Score all users' }).click();
    await page.getByLabel('Key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await settled(page);
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  });

  describe('for a session that runs out', () => {
    let console: ServiceProcess;

    beforeAll(async () => {
      console = await startConsole(place, { CONSOLE_SESSION_HOURS: String(SHORT_MS / 3_600_000) });
    });
    afterAll(() => console.stop());

    /** Signs in again, behind a page that says that this is needed. */
    async function signInAgain(page: Page, sentence: string): Promise<void> {
      const alert = page.getByRole('alert');
      await alert.getByText('Your session has expired').waitFor();
      await alert.getByText(sentence).waitFor();
      await page.getByLabel('Key').fill(ADMIN_KEY);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/people?prefix=1');
    }

    it('says so on the page that stands open, and returns to it', async () => {
      const page = await browser.open('/people?prefix=1', { url: console.url });
      await signInAgain(page, 'Sign in to go on where you were.');
      // And again, without a new load of the page.
      await signInAgain(page, 'Sign in to go on where you were.');
    });

    it('says that what was asked for meanwhile was not done', async () => {
      const page = await browser.open('/people?prefix=1', { url: console.url });
      await page.getByLabel('User ids, one a line').fill('123456789');
      await page.getByRole('button', { name: 'Include again' }).click();
      // The page does not notice by itself, as on a laptop that slept.
      await page.route('**/session', (route) => route.abort());
      await sleep(SHORT_MS);
      await page.unroute('**/session');
      await page.getByRole('dialog').getByRole('button', { name: 'Include again' }).click();
      await signInAgain(page, 'What you asked for last was not done: ask for it again.');
    });
  });

  it('ends by Sign out', async () => {
    const page = await browser.open('/jobs');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.reload();
    await page.getByLabel('Key').waitFor();
    const answer = await page.context().request.get('/api/churn/jobs');
    expect(answer.status()).toBe(401);
  });
});
