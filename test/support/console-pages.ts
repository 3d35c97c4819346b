import type { Page } from 'playwright-core';

/** Every page of the console; each is tested in light and dark, narrow and wide. What stands in braces is looked up. */
export const CONSOLE_PAGES = [
  '/',
  '/data',
  '/data/archives/{archive}',
  '/people',
  '/people/{user}',
  '/people/0',
  '/people/123456789012345678',
  '/at-risk',
  '/audiences',
  '/audiences/new',
  '/audiences/about-to-leave',
  '/audiences/about-to-leave/change',
  '/campaigns',
  '/campaigns/spring-offer',
  '/campaigns/winter-offer',
  '/delivery',
  '/songs',
  '/songs?search=a',
  '/songs/{song}',
  '/songs/singers/{singer}',
  '/scenarios',
  '/scenarios/home',
  '/scenarios/home?user={user}',
  '/experiments',
  '/models',
  '/models/churn/1',
  '/models/recommender/1',
  '/models/churn/1/beside/2',
  '/models/recommender/1/beside/2',
  '/monitoring',
  '/monitoring/drift',
  '/monitoring/outcomes',
  '/monitoring/backtests',
  '/monitoring/lifecycle',
  '/jobs',
  '/jobs/ingest/{job}',
  '/settings',
  '/keys',
  '/audit',
  '/no-such-page',
];

/** Where an id of each kind stands in what a list answers. */
const LISTS: Record<string, [address: string, idOf: (answer: never) => unknown]> = {
  archive: [
    '/api/ingest/ingest/archives?rejectedBy=count_line&limit=1',
    ({ archives: [first] }: { archives: { id: number }[] }) => first?.id,
  ],
  user: ['/api/churn/churn?limit=1', ({ users: [first] }: { users: { userId: string }[] }) => first?.userId],
  song: [
    '/api/recommender/recommend/trending?limit=1',
    ({ songs: [first] }: { songs: { songId: string }[] }) => first?.songId,
  ],
  singer: [
    '/api/recommender/recommend/singers?limit=1',
    ({ singers: [first] }: { singers: { singerId: string }[] }) => first?.singerId,
  ],
  job: ['/api/ingest/jobs?limit=1', ([first]: { id: string }[]) => first?.id],
};

/** The address of a page, with ids in place of braces. */
export async function addressOf(page: Page, path: string): Promise<string> {
  const [braces, kind] = /\{(\w+)\}/.exec(path) ?? [];
  if (braces === undefined || kind === undefined) return path;
  const [address, idOf] = LISTS[kind]!;
  const answer = await page.context().request.get(address);
  return path.replace(braces, String(idOf((await answer.json()) as never)));
}
