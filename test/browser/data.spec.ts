import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barriers, ConsoleBrowser, open } from './support/console-browser.js';
import { READ_KEY } from '../support/service-process.js';

/** One play, and one line that is none. */
const ARCHIVE = '900000001\tar\t7\t0\tuploaded song\tsinger\t200\t200\t0\nnot a line\n';

describe('data', () => {
  let browser: ConsoleBrowser;
  let folder: string;

  beforeAll(async () => {
    browser = await ConsoleBrowser.start();
    folder = mkdtempSync(join(tmpdir(), 'console-upload-'));
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser.stop();
    rmSync(folder, { recursive: true });
  });

  it('shows the days, what rejected lines, and the archives by state', async () => {
    const page = await browser.page();
    await open(page, '/data');
    await page.getByRole('img', { name: /^Coverage from 30 Mar 2017 to/ }).waitFor();
    await page.getByRole('img', { name: 'Rejected lines by day' }).waitFor();
    await page.getByText('Data of this plot').first().click();
    await page.getByRole('cell', { name: 'Downloads', exact: true }).waitFor();
    const loaded = page.getByRole('cell', { name: 'loaded', exact: true });
    await loaded.first().waitFor();
    await page.getByLabel('State').selectOption('refused');
    await loaded.first().waitFor({ state: 'detached' });
  });

  it('leads from a rule to the archives with its lines and their masked samples', async () => {
    const page = await browser.page();
    await open(page, '/data');
    await page
      .getByRole('link', { name: /^Show archives with lines rejected by / })
      .first()
      .click();
    await page.getByText(/^Only archives with lines rejected by /).waitFor();
    await page.getByRole('region', { name: 'Archives' }).getByRole('link').first().click();
    await page
      .getByRole('region', { name: /^Masked samples of / })
      .first()
      .waitFor();
    await page.goBack();
    await page.getByRole('region', { name: 'Archives' }).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'shows each rule of an archive with masked samples, without a barrier, %s',
    async (theme) => {
      const page = await browser.page({ theme });
      await open(page, '/data');
      await page.getByRole('region', { name: 'Archives' }).getByRole('link').first().click();
      await page.waitForURL('**/data/archives/*');
      await page.getByRole('heading', { name: 'Rejected lines by rule' }).waitFor();
      expect(await barriers(page)).toEqual([]);
    },
  );

  it('takes archives of this computer, and shows the job that loads them', async () => {
    const path = join(folder, '20170513_1_play.log');
    writeFileSync(path, ARCHIVE);
    const page = await browser.page();
    await open(page, '/data');
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByRole('button', { name: 'Upload and load' }).click();
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
    await open(page, '/people?prefix=900000001');
    await page.getByRole('link', { name: '900000001' }).waitFor();
  });

  it('says why a file was not taken', async () => {
    const path = join(folder, 'holiday.jpg');
    writeFileSync(path, 'no log');
    const page = await browser.page();
    await open(page, '/data');
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByRole('button', { name: 'Upload and load' }).click();
    await page.getByRole('alert').waitFor();
  });

  it('loads a folder of the server after a confirmation', async () => {
    const page = await browser.page();
    await open(page, '/data');
    await page.getByRole('button', { name: 'Load a folder' }).click();
    await page.getByRole('dialog').getByText('new or changed').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Load a folder' }).click();
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
  });

  it('is changed by no read key', async () => {
    const page = await browser.page({ key: READ_KEY });
    await open(page, '/data');
    expect(await page.getByRole('button', { name: 'Load a folder' }).isDisabled()).toBe(true);
    expect(await page.locator('input[type=file]').isDisabled()).toBe(true);
  });
});
