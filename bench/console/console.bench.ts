import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { addressOf, CONSOLE_PAGES } from '../../test/support/console-pages.js';
import { startConsole } from '../../test/support/console-place.js';
import { ADMIN_KEY } from '../../test/support/service-process.js';
import type { ServiceProcess } from '../../test/support/service-process.js';
import { onSamplePlatform } from '../serving/sample-platform.js';
import type { SamplePlatform } from '../serving/sample-platform.js';
import { steadyLoad } from '../serving/steady-load.js';

/**
 * npm run bench:console -- [--users 20000] [--loads 3]
 * The largest contentful paint of every page of the console in Chromium on the same machine: median of loads with
 * an empty cache. And latencies of the searches that its pages ask, at an even load.
 */
const { values: options } = parseArgs({
  options: { users: { type: 'string', default: '20000' }, loads: { type: 'string', default: '3' } },
});
const loads = Number(options.loads);
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
const NAME_WIDTH = 34;
const RATE = { requestsASecond: 50, seconds: 10 };
const WARM_UP_SECONDS = 3;

interface Songs {
  songs: { songId: string; title: string | null; singer: string | null }[];
}

async function measure({ services, ids }: SamplePlatform): Promise<void> {
  const [ingest, churn, recommender] = services as [ServiceProcess, ServiceProcess, ServiceProcess];
  const { songs } = await recommender.get<Songs>('/recommend/popular?limit=100');
  const prefixes = ids.users
    .slice(0, 200)
    .map((id, n) => `/ingest/users?prefix=${id.slice(0, 1 + (n % id.length))}`);
  const searches = songs.flatMap(soughtFor).map((text) => `/search?q=${encodeURIComponent(text)}`);
  await steady('GET /ingest/users?prefix=', ingest, prefixes);
  await steady('GET /search?q=', recommender, searches);

  const front = await startConsole({ ingest: ingest.url, churn: churn.url, recommender: recommender.url });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  try {
    await paints(browser, front.url);
  } finally {
    await browser.close();
    await front.stop();
  }
}

/** Its beginning, a word of it, all of it, and both names. */
function soughtFor({ title, singer }: Songs['songs'][number]): string[] {
  if (title === null || singer === null) return [];
  return [title.slice(0, 2), title.split(' ').at(-1)!, title, `${title} ${singer}`];
}

async function steady(name: string, { url }: ServiceProcess, paths: string[]): Promise<void> {
  const load = { url, paths, key: ADMIN_KEY, ...RATE };
  await steadyLoad({ ...load, seconds: WARM_UP_SECONDS });
  print(name, await steadyLoad(load));
}

async function paints(browser: Browser, url: string): Promise<void> {
  const signedIn = await browser.newContext({ baseURL: url });
  const headers = { origin: url };
  const answer = await signedIn.request.post('/session', { data: { key: ADMIN_KEY }, headers });
  if (!answer.ok()) throw new Error(`Signing in failed: ${await answer.text()}`);
  const page = await signedIn.newPage();
  const storageState = await signedIn.storageState();
  // This platform has one version of each model, which is compared with itself.
  const addresses = CONSOLE_PAGES.map((page) => page.replace('beside/2', 'beside/1'));
  for (const name of addresses) {
    const path = await addressOf(page, name);
    const times: number[] = [];
    for (let n = 0; n < loads; n++)
      times.push(await largestPaint(browser, path, { baseURL: url, storageState }));
    const sorted = times.toSorted((a, b) => a - b);
    print(
      path,
      `LCP median ${sorted[loads >> 1]!.toFixed(0)} ms (${sorted.map((time) => time.toFixed(0)).join(', ')})`,
    );
  }
  await signedIn.close();
}

async function largestPaint(browser: Browser, path: string, context: BrowserContextOptions): Promise<number> {
  const fresh = await browser.newContext({ ...context, viewport: { width: 1280, height: 900 } });
  const page = await fresh.newPage();
  await open(page, path);
  const time: number = await page.evaluate(`new Promise((done) =>
    new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`);
  await fresh.close();
  return time;
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.locator('h1').first().waitFor();
  await page.locator('[role=status]').first().waitFor({ state: 'detached' });
}

function print(name: string, figures: string): void {
  console.log(`${name.padEnd(NAME_WIDTH)} ${figures}`);
}

console.log(
  `${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}; ${options.users} users, ${loads} loads a page`,
);
await onSamplePlatform(Number(options.users), measure);
console.log(`load ${loadavg()[0]!.toFixed(1)}`);
