import type { Page } from 'playwright-core';
import { addressOf, CONSOLE_PAGES } from '../support/console-pages.js';
import { barriers, ConsoleBrowser, open, overhang, picture, resize } from './support/console-browser.js';

const WIDTHS = [768, 1280, 2560, 390, 320];
const PHONE_WIDTH = 390;
/** Of a page as it is opened, in pixels, by a list of 20 rows too. */
const TALLEST_ON_PHONE = 4_000;

describe('the page', () => {
  let browser: ConsoleBrowser;
  let page: Page;
  let requested: string[] = [];

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
    page = await browser.page();
    page.on('request', (request) => requested.push(request.url()));
  });
  afterAll(async () => {
    await browser.closePages();
    await browser.stop();
  });

  // A page is opened once, and then shown by each scheme of colours and at each width.
  it.each(CONSOLE_PAGES)(
    '%s has no barrier by WCAG 2.2 AA, no scrolling sideways, is short on a phone and asks no other origin',
    async (path) => {
      requested = [];
      await resize(page, 1280);
      await page.emulateMedia({ colorScheme: 'light' });
      await open(page, await addressOf(page, path));
      expect(await barriers(page)).toEqual([]);
      await picture(page, `${path}-light`);

      await page.emulateMedia({ colorScheme: 'dark' });
      // Structure, names and sizes are those of the light page.
      expect(await barriers(page, ['color-contrast'])).toEqual([]);
      await picture(page, `${path}-dark`);

      for (const width of WIDTHS) {
        await resize(page, width);
        expect([width, await overhang(page)]).toEqual([width, 0]);
        if (width === PHONE_WIDTH) {
          expect((await page.locator('main').boundingBox())!.height).toBeLessThan(TALLEST_ON_PHONE);
          await picture(page, `${path}-phone`);
        }
      }
      await picture(page, `${path}-narrow`);
      await page.evaluate(
        `document.querySelectorAll('details[data-fold]').forEach((fold) => { fold.open = true; })`,
      );
      expect(['unfolded', await overhang(page)]).toEqual(['unfolded', 0]);
      expect(await barriers(page)).toEqual([]);

      const origins = new Set(requested.map((url) => new URL(url).origin));
      expect([...origins]).toEqual([new URL(page.url()).origin]);
    },
  );
});
