// Makes the pictures of the console in docs/screenshots anew, from a platform of its own with sample logs:
// `npm run screenshots`. Needs Chromium (/usr/bin/chromium or CHROMIUM_PATH) and a Chinese font.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { requireChromium } from './find-chromium.mjs';
import { withOwnPlatform } from './own-platform.mjs';

const FOLDER = inRoot('docs', 'screenshots');
const PLATFORM = inRoot('.musicbox', 'screenshots');
const SAMPLE_USERS = '20000';
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
const LOOK = {
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 1,
  colorScheme: 'light',
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
};

try {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
  try {
    await requireChineseFont(browser);
    console.error('Starting a platform with sample logs; it takes some minutes.');
    await withOwnPlatform(PLATFORM, SAMPLE_USERS, (access) => takeAll(access, browser));
  } finally {
    await browser.close();
  }
} catch (error) {
  console.error(inOneSentence(error));
  process.exitCode = 1;
}

async function takeAll({ console: { url }, adminKey }, browser) {
  const context = await browser.newContext({ ...LOOK, baseURL: url });
  const signIn = { data: { key: adminKey }, headers: { origin: url } };
  const answer = await context.request.post('/session', signIn);
  if (!answer.ok()) throw new Failure(`The console refused the key: ${await answer.text()}`);
  const shots = shotsOf(await findUser(context), await findSong(context));
  mkdirSync(FOLDER, { recursive: true });
  for (const shot of shots) await take(context, shot);
}

/**
 * Pictures of text alone are cut, as they would have more than 150 KB. @param user one at risk @param song
 * one that rises
 */
function shotsOf(user, song) {
  return [
    { name: 'overview', path: '/' },
    { name: 'data', path: '/data', from: 'Coverage', height: 690 },
    { name: 'user', path: `/people/${user}` },
    { name: 'user-songs', path: `/people/${user}`, from: 'Recommended songs', height: 548 },
    { name: 'at-risk', path: '/at-risk' },
    { name: 'song', path: `/songs/${song}` },
    { name: 'models', path: '/models', height: 420 },
    { name: 'model', path: '/models/churn/1', height: 548 },
  ];
}

/** Titles and singers are Chinese too; without a font for them every character is the same box. */
async function requireChineseFont(browser) {
  const page = await browser.newPage();
  const isThere = await page.evaluate(`(() => {
    const drawn = (text) => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d').fillText(text, 10, 20);
      return canvas.toDataURL();
    };
    return drawn('音') !== drawn('乐');
  })()`);
  await page.close();
  if (!isThere)
    throw new Failure(
      'No font shows Chinese, and titles are Chinese too: install one (apt install fonts-wqy-microhei).',
    );
}

/** Of the users at highest risk for whom there are songs, the one with the most days of history. */
async function findUser(context) {
  const { users } = await demand(context, '/api/recommender/recommend/winback?band=high&limit=40&songs=10');
  let best = null;
  for (const { userId, songs } of users) {
    if (songs.length < 10) continue;
    const found = await demand(context, `/api/ingest/ingest/users?limit=1&prefix=${userId}`);
    const days = found.users[0]?.days ?? 0;
    if (best === null || days > best.days) best = { userId, days };
  }
  if (best === null) throw new Failure('No user at high risk has songs.');
  return best.userId;
}

/** The song that rises most of the recommended ones. */
async function findSong(context) {
  const { songs } = await demand(context, '/api/recommender/recommend/trending?days=7&limit=20');
  for (const { songId } of songs) {
    const { users } = await demand(context, `/api/recommender/recommend/songs/${songId}/users?limit=20`);
    if (users.length === 20) return songId;
  }
  throw new Failure('No song that rises has users.');
}

async function demand(context, path) {
  const answer = await context.request.get(path);
  if (!answer.ok()) throw new Failure(`${path} answered ${answer.status()}: ${await answer.text()}`);
  return answer.json();
}

/** Keeps what one page shows, from a heading on if one is given. */
async function take(context, { name, path, from, height = LOOK.viewport.height }) {
  const page = await context.newPage();
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('[role=status]').first().waitFor({ state: 'detached' });
  const problems = await page.getByRole('alert').allInnerTexts();
  if (problems.length > 0) throw new Failure(`The page ${path} shows a problem: ${problems.join(' ')}`);
  if (from !== undefined) {
    await page.getByRole('heading', { name: from, exact: true }).evaluate((heading) => {
      heading.scrollIntoView();
      heading.ownerDocument.defaultView.scrollBy(0, -24);
    });
  }
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({
    path: file,
    animations: 'disabled',
    clip: { x: 0, y: 0, width: LOOK.viewport.width, height },
  });
  await page.close();
  console.log(`${file}  ${Math.ceil(statSync(file).size / 1024)} KB`);
}
