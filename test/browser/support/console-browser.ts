import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Download, Locator, Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import type { ConsoleAddresses } from '../../support/console-place.js';
import { ADMIN_KEY } from '../../support/service-process.js';
import { useShared } from '../../support/use-shared.js';

/** Where the services and the console are that all specs share. */
export const place = JSON.parse(process.env['MUSICBOX_TEST_CONSOLE'] ?? '{}') as ConsoleAddresses & {
  /** Of the one Chromium of all specs. */
  browser: string;
  /** Checks of the overview that asked for an action before any spec has begun. */
  urgentAtStart: string[];
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface PageOptions {
  /** The console to open; that of `place` if not given. */
  url?: string;
  /** Signed in by this key; null: not signed in. Default: the admin key. */
  key?: string | null;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/**
 * A spec's part of the shared Chromium. Whatever a page complains of (errors, refusals of the content policy)
 * fails `close`.
 */
export class ConsoleBrowser {
  private readonly complaints: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<ConsoleBrowser> {
    return new ConsoleBrowser(await chromium.connect(place.browser));
  }

  /** A page of a browser of its own, with its own cookies. */
  async page({
    url = place.console,
    key = ADMIN_KEY,
    theme,
    width = 1280,
    height = 900,
  }: PageOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: url,
      colorScheme: theme ?? 'light',
      viewport: { width, height },
      locale: 'en-GB',
      timezoneId: 'UTC',
      // Colours that are on their way from light to dark have no contrast that says anything.
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(45_000);
    this.contexts.push(context);
    if (key !== null) {
      const answer = await context.request.post('/session', { data: { key }, headers: { origin: url } });
      if (!answer.ok()) throw new Error(`Signing in failed: ${await answer.text()}`);
    }
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A refused request is an error of the browser's console too; what the page makes of it is what counts.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    return page;
  }

  /** A page of a browser of its own at a path, with its data. */
  async open(path: string, options: PageOptions = {}): Promise<Page> {
    const page = await this.page(options);
    await open(page, path);
    return page;
  }

  /** Closes the pages. @throws with everything they complained of */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    const said = this.complaints.splice(0);
    if (said.length > 0) throw new Error(`The pages complained:\n${said.join('\n')}`);
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }
}

/** One that the tests of a file share; each closes its pages, and fails by what they complained of. */
export function useBrowser(): ConsoleBrowser {
  const browser = useShared(
    () => ConsoleBrowser.start(),
    (started) => started.stop(),
  );
  afterEach(() => browser.closePages());
  return browser;
}

/** Asks the database behind the console: what a page has changed. */
export async function select<Row extends pg.QueryResultRow>(
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(place.database);
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}

/** Opens a path and waits until its data have arrived. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Keeps requests of an address waiting until the answer of this is called. */
export async function hold(page: Page, address: string | RegExp): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await page.route(address, async (route) => {
    await promise;
    await route.continue();
  });
  return () => resolve(undefined);
}

/** Clicks, and counts the clicks: those of people who do a job by mouse. */
export function clicksOf(): ((at: Locator) => Promise<void>) & { count: () => number } {
  let clicks = 0;
  const click = async (at: Locator) => {
    clicks++;
    await at.click();
  };
  return Object.assign(click, { count: () => clicks });
}

/** Waits until a page has its heading, nothing is loading and every plot is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  for (const unready of ['[role=status]', '[aria-busy=true]:visible'])
    await page.locator(unready).first().waitFor({ state: 'detached' });
}

/**
 * What is wrong for people who cannot see, or cannot use a mouse: rules of WCAG 2.2 AA that the page breaks,
 * where and why.
 * @param rules the rules to try; all if not given
 */
export async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(AXE);
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: TAGS };
  return page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (options: object) => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run({ runOnly: only });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }, runOnly);
}

/** Gives the window another width, and waits until the page has followed: parts of it fold on phones. */
export async function resize(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  // Media queries are evaluated before the callbacks of a frame.
  await page.waitForFunction(`innerWidth === ${width}`);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** By how much the page is wider than its window. */
export async function overhang(page: Page): Promise<number> {
  return page.evaluate(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  );
}

/** What a file holds that a page has saved. */
export async function textOf(download: Download): Promise<string> {
  return text(await download.createReadStream());
}

/** Keeps a picture of the whole page in the folder that SCREENSHOTS names, if any. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  // The first page has no name in its address.
  const file = name.replace(/^\/-/, '/overview-').slice(1).replace(/[{}]/g, '').replaceAll(/[/?=]/g, '-');
  await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true });
}
