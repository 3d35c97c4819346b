import { isAbsolute, relative } from 'node:path';
import type { ServiceUrls } from '../data-folder/access.js';
import type { LoadState } from '../database/platform-state.repository.js';
import type { Platform } from '../platform/platform.js';
import { need } from '../platform/platform.js';
import { churnFigures, recommenderFigures } from './report-figures.js';

const SYNTHETIC = 'Sample logs: everything below is synthetic and says nothing about real listeners.';

/** What is printed once everything is ready. */
export async function summarise(platform: Platform, place: string): Promise<string> {
  const state = await platform.state.loadState();
  const synthetic = need(platform.logs).synthetic;
  const { userId, songId } = await platform.state.examples();
  const models = [
    `Churn model     ${await describeModel(platform, 'churn', churnFigures)}`,
    `Recommender     ${await describeModel(platform, 'recommender', recommenderFigures)}`,
  ];
  const access = shortPath(place, need(platform.folder).access);
  return [
    '',
    ...(synthetic ? [SYNTHETIC, ''] : []),
    `Loaded          ${describeLoad(state)}`,
    ...models,
    '',
    `Ingest          ${platform.urls.ingest}   documentation ${platform.urls.ingest}/docs`,
    `Churn           ${platform.urls.churn}   documentation ${platform.urls.churn}/docs`,
    `Recommender     ${platform.urls.recommender}   documentation ${platform.urls.recommender}/docs`,
    `Keys            read and admin key are in ${access}`,
    '',
    'Try:',
    ...exampleCommands(platform.urls, need(platform.keys).readKey, {
      userId: userId ?? '1',
      songId: songId ?? '1',
    }).map((line) => `  ${line}`),
    '',
    'Ready.',
  ].join('\n');
}

/** Three commands that work as they are. */
export function exampleCommands(
  urls: ServiceUrls,
  readKey: string,
  example: { userId: string; songId: string },
): string[] {
  const header = `-H 'Authorization: Bearer ${readKey}'`;
  return [
    `curl -s ${header} ${urls.churn}/churn/${example.userId}`,
    `curl -s ${header} '${urls.recommender}/recommend/${example.userId}?limit=10'`,
    `curl -s ${header} '${urls.recommender}/recommend/songs/${example.songId}/users?limit=10'`,
  ];
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
  platform: Platform,
  kind: 'churn' | 'recommender',
  figures: (report: unknown) => string,
): Promise<string> {
  const live = await platform.state.liveReport(kind);
  const reason = platform.untrained.get(kind);
  if (live === null) {
    const refusal = (await platform.state.gateReasons(kind)).join(' ');
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
