import { isAbsolute, relative } from 'node:path';
import type { ServiceUrls } from '../data-folder/access.js';
import type { LoadState, PlatformStateRepository } from '../database/platform-state.repository.js';
import { churnFigures, recommenderFigures } from './report-figures.js';
import type { ModelKind } from './train-model.js';

const SYNTHETIC = 'Sample logs: everything below is synthetic and says nothing about real listeners.';

/** What the summary is made of, and `place`, the folder in which the user stands. */
interface SummarySources {
  state: PlatformStateRepository;
  synthetic: boolean;
  untrained: ReadonlyMap<ModelKind, string>;
  urls: ServiceUrls;
  /** Signs in to the console, once. */
  consoleLink: string;
  accessPath: string;
  place: string;
}

/** What is printed once everything is ready. */
export async function summarise(sources: SummarySources): Promise<string> {
  const { state, synthetic, urls, consoleLink, accessPath, place } = sources;
  const churn = await state.liveReport('churn');
  const recommender = await state.liveReport('recommender');
  const live = new Set([...(churn ? ['churn'] : []), ...(recommender ? ['recommender'] : [])]);
  const examples = { ...(await state.examples()), live };
  return [
    '',
    ...(synthetic ? [SYNTHETIC, ''] : []),
    `Loaded          ${describeLoad(await state.loadState())}`,
    `Churn model     ${await describeModel(sources, 'churn', churn, churnFigures)}`,
    `Recommender     ${await describeModel(sources, 'recommender', recommender, recommenderFigures)}`,
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

/** What there is to ask for. */
interface Answerable {
  userId: string | null;
  songId: string | null;
  /** Services that have a live model. */
  live: ReadonlySet<string>;
}

/**
 * The read key as a variable of the shell, so that no key is printed, and three commands that work as they are; while a
 * model is missing, those that need none.
 */
export function exampleCommands(
  urls: ServiceUrls,
  accessPath: string,
  { userId, songId, live }: Answerable,
): string[] {
  const ask = (url: string): string => `curl -s -H "Authorization: Bearer $READ" '${url}'`;
  const recommends = live.has('recommender');
  const key = `READ=$(node -p 'JSON.parse(fs.readFileSync(${JSON.stringify(accessPath)})).readKey')`;
  const examples = [
    ...(userId !== null && live.has('churn') ? [`${urls.churn}/churn/${userId}`] : []),
    ...(userId !== null && recommends ? [`${urls.recommender}/recommend/${userId}?limit=10`] : []),
    ...(songId !== null && recommends
      ? [`${urls.recommender}/recommend/songs/${songId}/users?limit=10`]
      : []),
    `${urls.ingest}/ingest/archives?limit=10`,
    `${urls.ingest}/jobs?limit=10`,
    `${urls.churn}/churn/models`,
  ];
  return [key, ...examples.slice(0, 3).map(ask)];
}

/** Counts of what was loaded and of what could not be read. */
export function describeLoad(state: LoadState): string {
  const count = (value: number): string => value.toLocaleString('en');
  const trouble = [
    ...(state.refused > 0 ? [`${count(state.refused)} refused`] : []),
    ...(state.partial > 0 ? [`${count(state.partial)} loaded in part`] : []),
  ];
  const archives = `${count(state.archives)} archives${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}`;
  return `${count(state.events)} events from ${archives}; ${count(state.rejected)} of ${count(state.lines)} lines rejected`;
}

async function describeModel(
  { state, untrained }: SummarySources,
  kind: ModelKind,
  live: { version: number; report: unknown } | null,
  figures: (report: unknown) => string,
): Promise<string> {
  const reason = untrained.get(kind);
  if (live === null) {
    const refusal = (await state.gateReasons(kind)).join(' ');
    return `none yet: ${reason ?? (refusal || 'no version was promoted')}`;
  }
  const told = figures(live.report);
  return `version ${live.version}${told ? `, ${told}` : ''}${reason ? ` (not trained anew: ${reason})` : ''}`;
}

/** A path as seen from where the user stands, when it lies below. */
function shortPath(place: string, path: string): string {
  const short = relative(place, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
