import { lazy } from 'react';
import type { ComponentType } from 'react';
import { texts } from './texts.js';

interface Chunk {
  default: ComponentType;
}
type Load = () => Promise<Chunk>;

interface PageEntry {
  /** As wouter reads it: `/jobs/:service/:id`. */
  path: string;
  /** Its name in the navigation; pages below another have none. */
  name?: string;
  page: ComponentType;
  /** Fetches its chunk; once more changes nothing. */
  load: Load;
}

const names = texts.navigation;

function entry(path: string, load: Load, name?: string): PageEntry {
  let chunk: Chunk | undefined;
  const once = async () => (chunk ??= await load());
  // A chunk that is there is shown at once: React shows a placeholder of a promise for 300 ms.
  const page = lazy(() =>
    chunk === undefined ? online(once) : ({ then: (show) => show?.(chunk!) } as Promise<Chunk>),
  );
  return { path, load: once, page, ...(name === undefined ? {} : { name }) };
}

/** Loads a chunk; where the browser is offline, once it no longer is. */
async function online(load: Load): ReturnType<Load> {
  try {
    return await load();
  } catch (error) {
    if (navigator.onLine) throw error;
    await new Promise((resolve) => window.addEventListener('online', resolve, { once: true }));
    return await online(load);
  }
}

/** Every page of the console. Each is a chunk of its own, loaded when it is first opened. */
export const PAGES: readonly PageEntry[] = [
  entry('/', () => import('./pages/overview/overview-page.js'), names.overview),
  entry('/data', () => import('./pages/data/data-page.js'), names.data),
  entry('/data/archives/:id', () => import('./pages/data/archive-page.js')),
  entry('/people', () => import('./pages/people/people-page.js'), names.people),
  entry('/people/:userId', () => import('./pages/people/person-page.js')),
  entry('/at-risk', () => import('./pages/at-risk/at-risk-page.js'), names.atRisk),
  entry('/audiences', () => import('./pages/audiences/audiences-page.js'), names.audiences),
  entry('/audiences/new', () => import('./pages/audiences/audience-form-page.js')),
  entry('/audiences/:key', () => import('./pages/audiences/audience-page.js')),
  entry('/audiences/:key/change', () => import('./pages/audiences/audience-form-page.js')),
  entry('/campaigns', () => import('./pages/campaigns/campaigns-page.js'), names.campaigns),
  entry('/campaigns/:key', () => import('./pages/campaigns/campaign-page.js')),
  entry('/delivery', () => import('./pages/delivery/delivery-page.js'), names.delivery),
  entry('/songs', () => import('./pages/songs/songs-page.js'), names.songs),
  entry('/songs/singers/:singerId', () => import('./pages/songs/singer-page.js')),
  entry('/songs/:songId', () => import('./pages/songs/song-page.js')),
  entry('/models', () => import('./pages/models/models-page.js'), names.models),
  entry('/models/:kind/:version', () => import('./pages/models/version-page.js')),
  entry('/models/:kind/:version/beside/:other', () => import('./pages/models/beside-page.js')),
  entry('/monitoring', () => import('./pages/monitoring/monitoring-page.js'), names.monitoring),
  entry('/monitoring/:part', () => import('./pages/monitoring/monitoring-page.js')),
  entry('/scenarios', () => import('./pages/scenarios/scenarios-page.js'), names.scenarios),
  entry('/scenarios/:name', () => import('./pages/scenarios/scenario-page.js')),
  entry('/experiments', () => import('./pages/experiments/experiments-page.js'), names.experiments),
  entry('/jobs', () => import('./pages/jobs/jobs-page.js'), names.jobs),
  entry('/jobs/:service/:id', () => import('./pages/jobs/job-page.js')),
  entry('/settings', () => import('./pages/settings/settings-page.js'), names.settings),
  entry('/keys', () => import('./pages/keys/keys-page.js'), names.keys),
  entry('/audit', () => import('./pages/audit/audit-page.js'), names.audit),
];

/** The groups of the navigation, each with the pages in it; a page that has the name of its group stands for it. */
export const GROUPS: readonly { name: string; paths: readonly string[] }[] = [
  { name: names.overview, paths: ['/'] },
  { name: names.people, paths: ['/people', '/at-risk', '/audiences', '/campaigns', '/delivery'] },
  { name: names.songs, paths: ['/songs', '/scenarios', '/experiments'] },
  { name: names.data, paths: ['/data', '/models', '/monitoring'] },
  { name: names.system, paths: ['/jobs', '/settings', '/keys', '/audit'] },
];

/** Fetches the chunk of the page that an address names. */
export async function preloadPage(address: string): Promise<void> {
  const named = PAGES.find(({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(address));
  // What fails here fails again, and is shown, when the page is opened.
  await named?.load().catch(() => undefined);
}
