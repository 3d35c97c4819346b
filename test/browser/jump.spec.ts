import { barriers, useBrowser } from './support/console-browser.js';

describe('jumping', () => {
  const browser = useBrowser();

  it.each([
    ['audit', /\/audit$/],
    ['168550892', /\/people\/168550892$/],
    ['recommender 1', /\/models\/recommender\/1$/],
    ['load archives', /\/jobs\/ingest\//],
  ])('by Ctrl-K and %s leads there', async (text, address) => {
    const page = await browser.open('/');
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Jump to' });
    await dialog.getByRole('searchbox').fill(text);
    await dialog.getByRole('link').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(address);
  });

  it('finds songs, from a button too', async () => {
    const page = await browser.open('/songs');
    const title = (await page
      .getByRole('region', { name: 'Trending songs' })
      .getByRole('link')
      .first()
      .textContent())!;
    await page.getByRole('button', { name: 'Jump to' }).click();
    const dialog = page.getByRole('dialog', { name: 'Jump to' });
    await dialog.getByRole('searchbox').fill(title);
    await dialog.getByRole('listitem').filter({ hasText: 'song' }).getByRole('link').first().click();
    await page.waitForURL(/\/songs\/\d+$/);
  });
});

describe('a page', () => {
  const browser = useBrowser();

  it('says that the browser is offline, and goes on by itself', async () => {
    const page = await browser.open('/');
    await page.context().setOffline(true);
    await page.getByText('This browser is offline').waitFor();
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.context().setOffline(false);
    await page.getByText('This browser is offline').waitFor({ state: 'hidden' });
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  it('of a kind of model that there is not is not found', async () => {
    const page = await browser.open('/models/weather/1');
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
  });

  it('keeps the focus where more was asked for', async () => {
    const page = await browser.open('/people');
    const more = page.getByRole('button', { name: 'Show more' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Users' }).getByRole('row').nth(40).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Show more');
  });
});
