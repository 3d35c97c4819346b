import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barriers, clicksOf, useBrowser, open, select } from './support/console-browser.js';
import { READ_KEY } from '../support/service-process.js';

/** Plays as another service logs them, with ids that are whole numbers as those of the database are. */
const OWN_PLAYS = Array.from(
  { length: 40 },
  (_, n) =>
    `{"user":${900_000_100 + (n % 8)},"track":${990_000_000 + n},"started_at":"2017-04-2${n % 5}T10:00:00Z","seconds":180}\n`,
).join('');

/** One play, and one line that is none. Its user is known: after an erasure no other rejected line is stored. */
const ARCHIVE = '900000001\tar\t7\t0\tuploaded song\tsinger\t200\t200\t0\n900000001\tno play\n';

describe('data', () => {
  const browser = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'console-upload-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows the days, what rejected lines, and the archives by state', async () => {
    const page = await browser.open('/data');
    await page.getByRole('img', { name: /^Coverage from 30 Mar 2017 to/ }).waitFor();
    await page.getByRole('img', { name: 'Rejected lines by day' }).waitFor();
    await page.getByText('Data of this plot').first().click();
    await page.getByRole('cell', { name: 'Downloads', exact: true }).waitFor();
    const loaded = page.getByRole('cell', { name: 'loaded', exact: true });
    await loaded.first().waitFor();
    await page.getByLabel('State').selectOption('refused');
    await loaded.first().waitFor({ state: 'detached' });
  });

  it('shows each rule of an archive with samples', async () => {
    const page = await browser.open('/data');
    await page.getByRole('region', { name: 'Archives' }).getByRole('link').first().click();
    await page.waitForURL('**/data/archives/*');
    await page.getByRole('heading', { name: 'Rejected lines by rule' }).waitFor();
  });

  it('takes archives of this computer, and shows the job that loads them', async () => {
    const path = join(folder, '20170513_1_play.log');
    writeFileSync(path, ARCHIVE);
    const page = await browser.open('/data');
    await page.locator('input[type=file]').first().setInputFiles(path);
    await page.getByRole('button', { name: 'Upload and load' }).click();
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
    await open(page, '/people?prefix=900000001');
    await page.getByRole('link', { name: '900000001' }).waitFor();
  });

  it('leads from a rule to the archives with its lines and their samples', async () => {
    const page = await browser.open('/data');
    await page.getByRole('link', { name: 'Show archives with lines rejected by too_few_fields' }).click();
    await page.getByText(/^Only archives with lines rejected by too_few_fields/).waitFor();
    await page.getByRole('link', { name: '20170513_1_play.log' }).click();
    await page.getByRole('region', { name: 'Samples of too_few_fields' }).waitFor();
    await page.goBack();
    await page.getByRole('region', { name: 'Archives' }).waitFor();
  });

  it('loads the logs of another service by five clicks', async () => {
    const path = join(folder, 'clicked-plays.jsonl');
    writeFileSync(path, OWN_PLAYS);
    const page = await browser.open('/');
    const click = clicksOf();
    await click(page.getByRole('link', { name: 'Data', exact: true }));
    const chooser = page.waitForEvent('filechooser');
    await click(page.getByLabel('A file of your logs'));
    await (await chooser).setFiles(path);
    await page.getByLabel('Mapping, in YAML').waitFor();
    await click(page.getByRole('button', { name: 'Check', exact: true }));
    await page.getByText('Of the first 40 records, 40 become events and 0 are rejected.').waitFor();
    await click(page.getByRole('button', { name: /^Store and load these now/ }));
    await click(page.getByRole('dialog').getByRole('button', { name: 'Store and load these now' }));
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
    expect(click.count()).toBeLessThanOrEqual(5);
    const loaded = 'SELECT count(*)::int AS plays, count(DISTINCT user_id)::int AS users FROM play_event';
    const [found] = await select(`${loaded} WHERE user_id BETWEEN 900000100 AND 900000107`);
    expect(found).toEqual({ plays: 40, users: 8 });
  });

  it('names files that are no archives before it sends, and takes the others', async () => {
    const [bad, good] = ['holiday.jpg', '20170513_1_search.log'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(bad, 'no log');
    writeFileSync(good, '900000001\tar\t2017-05-13 10:00:00\tlove\n');
    const page = await browser.open('/data');
    const upload = page.getByRole('button', { name: 'Upload and load' });
    await page.locator('input[type=file]').first().setInputFiles(bad);
    await page.getByRole('alert').getByText('holiday.jpg').waitFor();
    expect(await upload.isDisabled()).toBe(true);
    await page.locator('input[type=file]').first().setInputFiles([bad, good]);
    await page.getByText('1 archive ready').waitFor();
    await upload.click();
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
  });

  it('has a way out of a day that a refused part makes incomplete', async () => {
    const name = '20170511_9_play.log.tar.gz';
    const path = join(folder, name);
    writeFileSync(path, 'no archive');
    const page = await browser.open('/data');
    await page.locator('input[type=file]').first().setInputFiles(path);
    await page.getByRole('button', { name: 'Upload and load' }).click();
    await page.getByText('succeeded', { exact: true }).waitFor();
    await open(page, '/data');
    const hole = page
      .getByRole('row')
      .filter({ hasText: '11 May 2017' })
      .filter({ hasText: 'part 9 refused' });
    await hole.getByRole('link', { name: 'Show archives of 11 May 2017' }).click();
    await page.waitForURL(/day=2017-05-11/);
    await page.getByRole('button', { name: `Delete: ${name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('11 May 2017 is no longer incomplete because of it.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Delete an archive' }).waitFor();
    await page.getByText('succeeded', { exact: true }).waitFor();
    await open(page, '/data');
    await page.getByRole('heading', { name: /^Incomplete daily logs/ }).waitFor();
    expect(await hole.count()).toBe(0);
  });

  it('lists holes that can be marked as known, which the overview then shows as such', async () => {
    const page = await browser.open('/');
    const check = page.getByRole('row').filter({ hasText: 'Log coverage' });
    const dialog = page.getByRole('dialog');
    await check.getByRole('button', { name: 'Mark as known: Log coverage' }).click();
    const confirm = dialog.getByRole('button', { name: 'Mark as known' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Note').fill('a hole of the sample');
    await confirm.click();
    await check.getByText('known', { exact: true }).waitFor();
    await check.getByText(/^Known: .* \(settings:admin, /).waitFor();
    await open(page, '/data');
    await page
      .getByText(/^Known: a hole of the sample/)
      .first()
      .waitFor();
    await open(page, '/');
    await check.getByRole('button', { name: 'No longer known: Log coverage' }).click();
    await dialog.getByRole('button', { name: 'No longer known' }).click();
    await check.getByText('critical', { exact: true }).waitFor();
  });

  it('lists archives newest first, of one day and state by the address', async () => {
    const page = await browser.open('/data');
    const archives = page.getByRole('region', { name: 'Archives', exact: true });
    // May is the last month of the sample logs; another test sends an archive of June, which is refused.
    await archives
      .getByRole('row')
      .nth(1)
      .getByText(/(May|June?) 2017/)
      .first()
      .waitFor();
    await open(page, '/data?day=2017-04-01&state=loaded');
    expect(await page.getByLabel('State').inputValue()).toBe('loaded');
    const names = await archives.getByRole('link').allTextContents();
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(name).toMatch(/^20170401_/);
  });

  it('counts what retention would free before anything is dropped', async () => {
    const page = await browser.open('/data');
    await page.getByLabel('First day to keep').fill('2017-04-02');
    await page.getByRole('button', { name: 'Count what goes' }).click();
    await page.getByText('Freed on disk').waitFor();
    await page.getByRole('button', { name: 'Drop these days' }).click();
    await page.getByRole('dialog').getByText('This cannot be undone').waitFor();
    await page.keyboard.press('Escape');
  });

  it('loads a folder of the server after a confirmation', async () => {
    const page = await browser.open('/data');
    await page.getByRole('button', { name: 'Load a folder' }).click();
    await page.getByRole('dialog').getByText('new or changed').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Load a folder' }).click();
    await page.waitForURL('**/jobs/ingest/*');
    await page.getByText('succeeded', { exact: true }).waitFor();
  });

  it('is changed by no read key', async () => {
    const page = await browser.open('/data', { key: READ_KEY });
    expect(await page.getByRole('button', { name: 'Load a folder' }).isDisabled()).toBe(true);
    expect(await page.locator('input[type=file]').first().isDisabled()).toBe(true);
  });
});
