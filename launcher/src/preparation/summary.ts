import type { ArchiveSummary } from '#clients';
import { isAbsolute, relative } from 'node:path';
import type { ServiceUrls } from '../data-folder/keys.js';
import type { ChurnWindows } from '../data-folder/churn-windows.js';
import type { ModelKind, ModelState, PlatformClient } from './platform-client.js';

const SYNTHETIC = 'Sample logs: everything below is synthetic and says nothing about real listeners.';
const MOST_REFUSALS = 10;

/** What the summary is made of, and `place`, the working directory of the user. */
interface SummarySources {
  client: PlatformClient;
  loaded: ArchiveSummary;
  logs: { folder: string; synthetic: boolean };
  untrained: ReadonlyMap<ModelKind, string>;
  /** Shorter ones than the defaults, since the logs are short. */
  churnWindows: ChurnWindows | null;
  urls: ServiceUrls;
  /** Signs in to the console, once. */
  consoleLink: string;
  accessPath: string;
  place: string;
}

/** What is printed once everything is ready. */
export async function summarise(sources: SummarySources): Promise<string> {
  const { client, loaded, logs, untrained, churnWindows, urls, consoleLink, accessPath, place } = sources;
  const refused = loaded.refused > 0 ? await client.refusedArchives(MOST_REFUSALS) : [];
  return [
    '',
    ...(logs.synthetic ? [SYNTHETIC, ''] : []),
    `Loaded          ${describeLoad(loaded)}`,
    ...refused.map((archive) => `                ${archive.name}: ${archive.meaning ?? 'refused.'}`),
    `Churn model     ${describeModel(await client.models('churn'), untrained.get('churn'))}`,
    ...(churnWindows === null ? [] : [`                ${describeWindows(churnWindows)}`]),
    `Recommender     ${describeModel(await client.models('recommender'), untrained.get('recommender'))}`,
    '',
    `Services        ${Object.values(urls).join('  ')}  (their documentation is at /docs)`,
    `Console         ${consoleLink}   signs in once, within 10 minutes`,
    `Keys            read, write and admin key are in ${shortPath(place, accessPath)}`,
    '',
    'Ready.',
  ].join('\n');
}

/** Whether there were archives, and no event of them or of any other source is there. */
export function isNoneLoaded({ archives, refused, events }: ArchiveSummary): boolean {
  return events === 0 && archives > 0 && refused === archives;
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
  const archives = `${count(loaded.archives)} archives${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}`;
  return `${count(loaded.events)} events from ${archives}; ${count(loaded.rejected)} of ${count(loaded.lines)} lines rejected`;
}

/** @param reason why the model could not be trained at this start */
export function describeModel({ live, reasons }: ModelState, reason?: string): string {
  if (live === null) return `none yet: ${reason ?? (reasons.join(' ') || 'no version was promoted')}`;
  const named = [`version ${live.version}`, live.figures].filter((text) => text !== '').join(', ');
  return `${named}${reason ? ` (not trained anew: ${reason})` : ''}`;
}

/** @param windows chosen since the logs are short */
function describeWindows({ featureDays, labelDays }: ChurnWindows): string {
  return `windows for short logs: ${featureDays} days to look at, ${labelDays} to see who left (docs/own-logs.md#short-logs)`;
}

/** A path relative to the working directory of the user, when it lies below. */
function shortPath(place: string, path: string): string {
  const short = relative(place, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
