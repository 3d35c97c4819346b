import { join } from 'node:path';
import { addressOf } from '../support/console-pages.js';
import { open, useBrowser } from './support/console-browser.js';

const FOLDER = 'docs/screenshots';
const WIDTH = 1280;
const HEIGHT = 800;

/**
 * The pictures of docs/console.md, from a heading of the page on if one is given. A whole page of text would have
 * more than the 150 KB that are allowed.
 */
const PICTURES: [name: string, path: string, height?: number, from?: string][] = [
  ['overview', '/', 760],
  ['data', '/data', 690, 'Coverage'],
  ['user', '/people/{user}'],
  ['user-songs', '/people/{user}', 548, 'Recommended songs'],
  ['at-risk', '/at-risk'],
  ['song', '/songs/{song}'],
  ['models', '/models', 420],
  ['model', '/models/churn/1', 548],
];

/** Titles are Chinese too: a font for them is needed (apt install fonts-wqy-microhei). */
const describeUpdate = process.env['UPDATE_PICTURES'] ? describe : describe.skip;

describeUpdate('the pictures of the documents', () => {
  const browser = useBrowser();

  it.each(PICTURES)('%s is made anew', async (name, path, height = HEIGHT, from) => {
    const page = await browser.page({ width: WIDTH, height: HEIGHT });
    await open(page, await addressOf(page, path));
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
    const heading = page.getByRole(
      'heading',
      from === undefined ? { level: 1 } : { name: from, exact: true },
    );
    const y = from === undefined ? 0 : (await heading.boundingBox())!.y - 24;
    const clip = { x: 0, y, width: WIDTH, height };
    await page.screenshot({
      path: join(FOLDER, `${name}.png`),
      animations: 'disabled',
      fullPage: true,
      clip,
    });
  });
});
