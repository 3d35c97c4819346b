import { isAbsolute, relative } from 'node:path';
import type { ServiceUrls } from '../data-folder/access.js';
import type { LoadState } from '../logs/log-source.js';
import type { ModelKind, ModelState, PlatformClient } from './platform-client.js';
import { describeRefusals } from './refusals.js';

const SYNTHETIC = 'Sample logs: everything below is synthetic and says nothing about real listeners.';

/** What the summary is made of, and `place`, the working directory of the user. */
interface SummarySources {
  client: PlatformClient;
  loaded: LoadState;
  logs: { folder: string; synthetic: boolean };
  untrained: ReadonlyMap<ModelKind, string>;
  urls: ServiceUrls;
  /** Signs in to the console, once. */
  consoleLink: string;
  accessPath: string;
  place: string;
}

/** What is printed once everything is ready. */
export async function summarise(sources: SummarySources): Promise<string> {
  const { client, loaded, logs, untrained, urls, consoleLink, accessPath, place } = sources;
  const refusals = isNoneLoaded(loaded)
    ? await describeRefusals(client.archives('refused'), logs.folder)
    : [];
  const [churn, recommender] = [await client.models('churn'), await client.models('recommender')];
  const examples = {
    userId: churn.live ? await client.exampleUser() : null,
    songId: recommender.live ? await client.exampleSong() : null,
  };
  return [
    '',
    ...(logs.synthetic ? [SYNTHETIC, ''] : []),
    `Loaded          ${describeLoad(loaded)}`,
    ...refusals.map((line) => `                ${line}`),
    `Churn model     ${describeModel(churn, untrained.get('churn'))}`,
    `Recommender     ${describeModel(recommender, untrained.get('recommender'))}`,
    '',
    `Ingest          ${urls.ingest}   documentation ${urls.ingest}/docs`,
    `Churn           ${urls.churn}   documentation ${urls.churn}/docs`,
    `Recommender     ${urls.recommender}   documentation ${urls.recommender}/docs`,
    `Console         ${consoleLink}   signs in once, within 10 minutes`,
    `Keys            read, write and admin key are in ${shortPath(place, accessPath)}`,
    '',
    'Try:',
    ...exampleCommands(urls, shortPath(place, accessPath), examples).map((line) => `  ${line}`),
    '',
    'Ready.',
  ].join('\n');
}

/**
 * The read key as a variable of the shell, so that no key is printed, and three commands that work as they
 * are; while a model is missing, those that need none.
 */
export function exampleCommands(
  urls: ServiceUrls,
  accessPath: string,
  { userId, songId }: { userId: string | null; songId: string | null },
): string[] {
  const ask = (url: string): string => `curl -s -H "Authorization: Bearer $READ" '${url}'`;
  const key = `READ=$(node -p 'JSON.parse(fs.readFileSync(${JSON.stringify(accessPath)})).readKey')`;
  const examples = [
    ...(userId === null ? [] : [`${urls.churn}/churn/${userId}`]),
    ...(userId === null || songId === null ? [] : [`${urls.recommender}/recommend/${userId}?limit=10`]),
    ...(songId === null ? [] : [`${urls.recommender}/recommend/songs/${songId}/users?limit=10`]),
    `${urls.ingest}/ingest/archives?limit=10`,
    `${urls.ingest}/jobs?limit=10`,
    `${urls.churn}/churn/models`,
  ];
  return [key, ...examples.slice(0, 3).map(ask)];
}

/** Whether there were archives, and no event of them or of any other source is there. */
export function isNoneLoaded({ archives, refused, events }: LoadState): boolean {
  return events === 0 && archives > 0 && refused === archives;
}

/** Counts of what was loaded and of what could not be read. */
export function describeLoad(state: LoadState): string {
  const count = (value: number): string => value.toLocaleString('en');
  if (isNoneLoaded(state)) {
    return `none: every archive was refused (${count(state.refused)}); docs/ingest.md says what is read`;
  }
  const trouble = [
    ...(state.refused > 0 ? [`${count(state.refused)} refused`] : []),
    ...(state.partial > 0 ? [`${count(state.partial)} loaded in part`] : []),
  ];
  const archives = `${count(state.archives)} archives${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}`;
  return `${count(state.events)} events from ${archives}; ${count(state.rejected)} of ${count(state.lines)} lines rejected`;
}

/** @param reason why the model could not be trained at this start */
export function describeModel({ live, reasons }: ModelState, reason?: string): string {
  if (live === null) return `none yet: ${reason ?? (reasons.join(' ') || 'no version was promoted')}`;
  const figures = live.figures ? `, ${live.figures}` : '';
  return `version ${live.version}${figures}${reason ? ` (not trained anew: ${reason})` : ''}`;
}

/** A path relative to the working directory of the user, when it lies below. */
function shortPath(place: string, path: string): string {
  const short = relative(place, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
