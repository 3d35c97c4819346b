// Makes the pictures of the console in docs/screenshots anew, from a platform that is running with sample
// logs: `npm run screenshots`.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { Failure, inOneSentence } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';
import { requireChromium } from './find-chromium.mjs';

const FOLDER = inRoot('docs', 'screenshots');
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
const LOOK = {
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 1,
  colorScheme: 'light',
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
};
const PATIENCE_MINUTES = 15;
const HELP = `npm run screenshots -- [--data DIR]
  Writes docs/screenshots/*.png: pages of the console, light, 1280 wide, of a platform that npm start runs with sample logs.
  Waits up to ${PATIENCE_MINUTES} minutes until both models are live. Needs Chromium (/usr/bin/chromium or CHROMIUM_PATH) and a Chinese font.
  --data  data folder of that platform (.musicbox)`;

try {
  const options = {
    data: { type: 'string', default: '.musicbox' },
    help: { type: 'boolean', default: false },
  };
  const { data, help } = parseArgs({ options }).values;
  if (help) console.log(HELP);
  else await main(resolve(data, 'access.json'));
} catch (error) {
  console.error(inOneSentence(error));
  process.exitCode = 1;
}

async function main(accessFile) {
  const executablePath = requireChromium();
  const access = readAccess(accessFile);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const context = await browser.newContext({ ...LOOK, baseURL: access.console.url });
    await waitWhile(() => whyNotSignedIn(context, access));
    await waitWhile(() => whatIsMissing(context));
    await requireSampleLogs(context);
    await requireChineseFont(context);
    const shots = shotsOf(await findUser(context), await findSong(context));
    mkdirSync(FOLDER, { recursive: true });
    for (const shot of shots) await take(context, shot);
  } finally {
    await browser.close();
  }
}

/**
 * Pictures of text alone are cut, as they would have more than 150 KB. @param user one at risk @param song
 * one that rises
 */
function shotsOf(user, song) {
  return [
    { name: 'overview', path: '/' },
    { name: 'data', path: '/data', from: 'Coverage' },
    { name: 'user', path: `/people/${user}` },
    { name: 'user-songs', path: `/people/${user}`, from: 'Recommended songs', height: 548 },
    { name: 'at-risk', path: '/at-risk' },
    { name: 'song', path: `/songs/${song}` },
    { name: 'models', path: '/models', height: 420 },
    { name: 'model', path: '/models/churn/1', height: 548 },
  ];
}

function readAccess(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Failure(
      `There is no ${file}: run npm start and leave it running, or name its data folder by --data.`,
    );
  }
  return JSON.parse(text);
}

/** Asks again until nothing is missing any more, and says what is. */
async function waitWhile(whatIsMissing) {
  const deadline = Date.now() + PATIENCE_MINUTES * 60_000;
  let told = null;
  for (;;) {
    const missing = await whatIsMissing();
    if (missing === null) return;
    if (Date.now() > deadline)
      throw new Failure(`After ${PATIENCE_MINUTES} minutes ${missing}: npm start says why.`);
    if (missing !== told) console.error(`Waiting: ${missing}.`);
    told = missing;
    await sleep(2_000);
  }
}

async function whyNotSignedIn(context, { console: { url }, adminKey }) {
  const request = { data: { key: adminKey }, headers: { origin: url } };
  const answer = await context.request.post('/session', request).catch(() => {
    throw new Failure(`The console does not answer at ${url}: run npm start and leave it running.`);
  });
  if (answer.ok()) return null;
  const { code, detail } = await answer.json();
  // The services start next to the console, and one of them knows the keys.
  if (code === 'service_down') return 'the services do not answer yet';
  throw new Failure(`The console at ${url} refused the key: ${detail}`);
}

async function whatIsMissing(context) {
  for (const [kind, path] of [
    ['churn model', '/api/churn/churn/models'],
    ['recommender', '/api/recommender/recommend/models'],
  ]) {
    const answer = await ask(context, path);
    if (!answer?.models.some(({ state }) => state === 'live')) return `no ${kind} is live yet`;
  }
  const ranked = await ask(context, '/api/churn/churn?limit=1');
  return ranked?.users.length > 0 ? null : 'nobody has a score yet';
}

async function requireSampleLogs(context) {
  const { synthetic } = await demand(context, '/api/ingest/ingest/coverage');
  if (synthetic) return;
  throw new Failure(
    'The loaded logs are no sample logs, and real users do not belong in pictures: ' +
      'run npm start -- --data DIR with a new folder and without --logs, and give the same --data here.',
  );
}

/** Titles and singers are Chinese too; without a font for them every character is the same box. */
async function requireChineseFont(context) {
  const page = await context.newPage();
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
  if (best === null)
    throw new Failure('Nobody at high risk has songs: run npm start with more --sample-users.');
  return best.userId;
}

/** The song that rises most of the recommended ones. */
async function findSong(context) {
  const { songs } = await demand(context, '/api/recommender/recommend/trending?days=7&limit=20');
  for (const { songId } of songs) {
    const { users } = await demand(context, `/api/recommender/recommend/songs/${songId}/users?limit=20`);
    if (users.length === 20) return songId;
  }
  throw new Failure('No song that rises has users: run npm start with more --sample-users.');
}

/** What a path answers; null while it does not. */
async function ask(context, path) {
  const answer = await context.request.get(path);
  return answer.ok() ? answer.json() : null;
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
