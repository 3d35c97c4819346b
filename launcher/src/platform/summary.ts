import type { ArchiveSummary } from '#clients';
import { isAbsolute, relative } from 'node:path';
import { storedWindows } from '../data-folder/churn-windows.js';
import { signInLink } from '../preparation/platform-client.js';
import type { ModelKind, ModelState } from '../preparation/platform-client.js';
import { SERVICE_NAMES } from '../options/launcher-options.js';
import type { Platform } from './platform.js';
import { need } from './platform.js';

const SYNTHETIC = 'Sample logs: everything below is synthetic and says nothing about real listeners.';
const MOST_REFUSALS = 10;

/**
 * What is printed once everything is ready, and whether there were logs of which nothing could be loaded.
 * @param place the working directory of the user
 */
export async function summaryOf(
  platform: Platform,
  place: string,
): Promise<{ text: string; isNoneLoaded: boolean }> {
  const { client, folder, urls, untrained } = platform;
  const loaded = await client.loadState();
  const refused = loaded.refused > 0 ? await client.refusedArchives(MOST_REFUSALS) : [];
  const windows = storedWindows(folder);
  const modelLine = async (kind: ModelKind): Promise<string> =>
    describeModel(kind, await client.models(kind), untrained.get(kind));
  const lines = [
    '',
    ...(need(platform.logs).synthetic ? [SYNTHETIC, ''] : []),
    `Loaded          ${describeLoad(loaded)}`,
    ...refused.map((archive) => `                ${archive.name}: ${archive.meaning ?? 'refused.'}`),
    `Churn model     ${await modelLine('churn')}`,
    ...(windows === null
      ? []
      : [
          `                windows for short logs: ${windows.featureDays} days to look at, ${windows.labelDays} to see who left (docs/own-logs.md#short-logs)`,
        ]),
    `Recommender     ${await modelLine('recommender')}`,
    '',
    `Services        ${SERVICE_NAMES.map((name) => urls[name]).join('  ')}  (their documentation is at /docs)`,
    `Console         ${await signInLink(urls.console, need(platform.keys).adminKey)}   signs in once, within 10 minutes`,
    `Keys            read, write and admin key are in ${shortPath(place, folder.access)}`,
    '',
    'Ready.',
  ];
  return { text: lines.join('\n'), isNoneLoaded: isNoneLoaded(loaded) };
}

/** Whether there were archives, and no event of them or of any other source is there. */
export function isNoneLoaded({ archives, posted, refused, events }: ArchiveSummary): boolean {
  return events === 0 && archives > posted && refused === archives - posted;
}

/** Counts of what was loaded and of what could not be read. */
export function describeLoad(loaded: ArchiveSummary): string {
  const count = (value: number): string => value.toLocaleString('en');
  if (isNoneLoaded(loaded)) {
    return `none: every archive was refused (${count(loaded.refused)}); docs/own-logs.md says how logs of any service are read`;
  }
  const trouble = [
    ...(loaded.refused > 0 ? [`${count(loaded.refused)} refused`] : []),
    ...(loaded.partial > 0 ? [`${count(loaded.partial)} loaded in part`] : []),
  ];
  const archives =
    `${count(loaded.archives - loaded.posted)} archives${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}` +
    (loaded.posted > 0 ? ' and posted events' : '');
  const leftOut = loaded.leftOut > 0 ? `, ${count(loaded.leftOut)} left out on purpose` : '';
  return `${count(loaded.events)} events from ${archives}; ${count(loaded.rejected)} of ${count(loaded.lines)} lines rejected${leftOut}`;
}

/**
 * The live version, and what the newest one did not pass, with the call to make.
 * @param reason why the model could not be trained at this start
 */
export function describeModel(kind: ModelKind, { live, missed }: ModelState, reason?: string): string {
  const named =
    live === null
      ? 'none yet'
      : [`version ${live.version}`, live.figures].filter((text) => text !== '').join(', ');
  if (reason !== undefined)
    return live === null ? `${named}: ${reason}` : `${named} (not trained anew: ${reason})`;
  if (missed === null) return live === null ? `${named}: no version was promoted` : named;
  const { version, checks, leaks } = missed;
  const toDo = leaks
    ? 'Find the feature that has seen the labels, then train again'
    : `Accept it by POST /admin/${kind}/models/${version}/promote {"accept": "why"}, or load more and train again`;
  return `${named}; version ${version} did not pass: ${checks.join(' ')} ${toDo} (POST /admin/${kind}/retrain).`;
}

/** A path relative to the working directory of the user, when it lies below. */
function shortPath(place: string, path: string): string {
  const short = relative(place, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
