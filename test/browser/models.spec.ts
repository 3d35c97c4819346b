import { text } from 'node:stream/consumers';
import { READ_KEY } from '../support/service-process.js';
import { until } from '../support/until.js';
import { useBrowser, open } from './support/console-browser.js';

const LISTS: Record<string, string> = {
  churn: '/api/churn/churn/models',
  recommender: '/api/recommender/recommend/models',
};
/** What the page of one version shows, beside its gate and measures. */
const PLOTS: Record<string, string[]> = {
  churn: ['ROC curves', 'Calibration', 'Cumulative gains', 'Effects of families', 'Effects, 5th to 95th'],
  recommender: ['NDCG by length of list', 'Recall by popularity', 'Loss by iteration'],
};
const TABLES: Record<string, string[]> = {
  churn: ['Models and baselines', 'Lift and gains', 'Segments', 'Horizons'],
  recommender: ['Baselines, segments and length of list', 'Fit'],
};

describe('models', () => {
  const browser = useBrowser();

  it.each([
    ['churn', 'ROC AUC'],
    ['recommender', 'NDCG'],
  ])('of the kind %s show verdict, measures, plots and baselines', async (kind, measure) => {
    const page = await browser.page();
    const button = page.getByRole('button', { name: 'Promote' });
    const showsLive = async () => {
      const listed = await page.context().request.get(LISTS[kind]!);
      const { models } = (await listed.json()) as { models: { version: number; state: string }[] };
      const live = models.find(({ state }) => state === 'live')!.version;
      await open(page, '/models');
      await page.locator(`a[href="/models/${kind}/${live}"]`).first().click();
      await page.getByRole('heading', { name: 'Promotion gate' }).waitFor();
      await page.getByRole('row').filter({ hasText: measure }).first().waitFor();
      return await button.isDisabled();
    };
    // Another job may train meanwhile: the live version may become another between the two requests.
    await until(showsLive, 'the page of the live version, which cannot be promoted');
    for (const name of PLOTS[kind]!) await page.getByRole('img', { name }).waitFor();
    for (const name of TABLES[kind]!) await page.getByRole('table', { name }).waitFor();
  });

  it('of endings have a list of their own, which says what they are learned from', async () => {
    const page = await browser.page();
    await open(page, '/models');
    const section = page.locator('section', {
      has: page.getByRole('heading', { name: 'Model of endings' }),
    });
    await section.getByText('Predicts the fact').waitFor();
    await section.getByText('No version yet').waitFor();
    await section.getByRole('button', { name: 'Train the model of endings' }).waitFor();
  });

  it('of the churn model have a card that is read and saved', async () => {
    const page = await browser.open('/models/churn/1');
    await page.getByText('Model card and files').click();
    const card = page.getByRole('region', { name: 'Model card and files' });
    await card.getByText('# Churn model, version 1').waitFor();
    for (const [name, begin] of [
      ['card.md', '# Churn model'],
      ['duckdb.sql', '(SELECT 1 / (1 + exp('],
    ] as const) {
      const saving = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe(`churn-1-${name}`);
      expect(await text(await saved.createReadStream())).toContain(begin);
    }
  });

  it('are drawn side by side, told apart without colour, with the figures of both in a table', async () => {
    const page = await browser.open('/models');
    for (const version of [1, 2]) await page.getByLabel(`Compare version ${version}`).first().check();
    await page.getByRole('button', { name: 'Compare selected' }).first().click();
    await page.waitForURL('**/models/churn/2/beside/1');
    const roc = page.getByRole('img', { name: 'ROC curves' });
    await roc.waitFor();
    expect(await roc.locator('desc').textContent()).toContain('lines of Version 2, Version 1, chance');
    expect(await roc.locator('text', { hasText: /^Version \d$/ }).allTextContents()).toEqual([
      'Version 2',
      'Version 1',
    ]);
    const dashes = await page.evaluate<string[]>(
      `Array.from(document.querySelectorAll('[aria-label="ROC curves"] polyline'), (line) => getComputedStyle(line).strokeDasharray)`,
    );
    expect(new Set(dashes).size).toBe(3);
    const figure = page.locator('figure').filter({ has: roc });
    await figure.getByText('Data of this plot').focus();
    await page.keyboard.press('Enter');
    const row = figure.getByRole('row').filter({ has: page.getByRole('cell', { name: '0.5', exact: true }) });
    await row.waitFor();
    const [x, ...found] = await row.getByRole('cell').allTextContents();
    expect([x, found[2]]).toEqual(['0.5', '']);
    // Both versions are the same model: their lines lie on one another.
    expect(found[0]).toBe(found[1]);
    expect(Number(found[0])).toBeGreaterThan(0.5);
  });

  it('are drawn alone where the other was not measured', async () => {
    const page = await browser.open('/models/recommender/1/beside/2');
    await page.getByRole('img', { name: 'NDCG by length of list' }).waitFor();
    await page.getByText('Missing in the report of version 2: NDCG by length of list, Recall').waitFor();
    expect(await page.getByText('Missing in the report of version 1').count()).toBe(0);
  });

  it('are not rolled back to what never was live, and the button says why', async () => {
    const page = await browser.open('/models');
    const button = page.getByRole('button', { name: 'Roll back' }).first();
    expect(await button.getAttribute('title')).toBe('No other version has been live before.');
    expect(await button.isDisabled()).toBe(true);
  });

  it('score as the shadow of the live version, or no more, by a switch', async () => {
    const page = await browser.page();
    const listed = await page.context().request.get(LISTS['churn']!);
    const { models } = (await listed.json()) as { models: { version: number; state: string }[] };
    const { version } = models.find(({ state }) => state === 'ready' || state === 'refused')!;
    await open(page, `/models/churn/${version}`);
    for (const [action, begins] of [
      ['Compare as shadow', true],
      ['End shadow', false],
    ] as const) {
      await page.getByRole('button', { name: action }).click();
      await page.getByRole('dialog').getByRole('button', { name: action }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: begins ? 'End shadow' : 'Compare as shadow' }).waitFor();
      await open(page, '/models');
      await page
        .getByText(`Version ${version} is the shadow`)
        .waitFor({ state: begins ? 'visible' : 'detached' });
      await page.goBack();
    }
  });

  it('are changed by no read key', async () => {
    const page = await browser.open('/models', { key: READ_KEY });
    expect(await page.getByRole('button', { name: 'Roll back' }).first().isDisabled()).toBe(true);
  });
});
