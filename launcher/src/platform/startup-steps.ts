import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EarlierDatabase } from '#migrations';
import { ELSEWHERE_MAPPING } from '#sample-logs';
import { writeAccess, loadOrMakeKeys } from '../data-folder/keys.js';
import {
  areDefaults,
  areWindowsSet,
  fittingWindows,
  storedWindows,
  tooFewDays,
} from '../data-folder/churn-windows.js';
import { openDataFolder, takeLauncherLock } from '../data-folder/data-folder.js';
import { PlatformDatabase } from '../database/platform-database.js';
import { LauncherError } from '../launcher-error.js';
import { chooseLogs, planLoad } from '../logs/log-source.js';
import { requireReadableLogs } from '../logs/logs-folder.js';
import { ensureSampleLogs } from '../logs/sample-logs.js';
import { SERVER_NAMES } from '../options/launcher-options.js';
import type { LauncherOptions } from '../options/launcher-options.js';
import { requireFreePort } from '../ports/require-free-port.js';
import { loadArchives, trainModel } from '../preparation/prepare.js';
import type { ModelKind } from '../preparation/platform-client.js';
import type { Preparation } from '../preparation/run-job.js';
import { stopStaleServices } from '../services/stale-services.js';
import type { Platform } from './platform.js';
import { need } from './platform.js';
import { say, StepView } from './step-view.js';
import { isNoneLoaded } from './summary.js';

type Step = (platform: Platform, view: StepView) => Promise<void>;

/**
 * The start, from nothing to three services and a console that answer; every step skips what is done already.
 */
const STEPS: readonly [string, Step][] = [
  ['Data folder and ports', prepareGround],
  ['PostgreSQL', openDatabase],
  ['Services', startServices],
  ['Log archives', prepareLogs],
  ['Loading the archives', load],
  ['Training the churn model', trainChurn],
  ['Training the recommender model', (platform, view) => train('recommender', platform, view)],
];

export async function start(platform: Platform): Promise<void> {
  for (const [title, run] of STEPS) {
    platform.stopSignal.throwIfAborted();
    const view = new StepView(title);
    await run(platform, view);
    view.done();
  }
}

async function prepareGround(platform: Platform, view: StepView): Promise<void> {
  const { options, folder } = platform;
  if (options.logs !== undefined) requireReadableLogs(options.logs);
  openDataFolder(folder);
  platform.lock = await takeLauncherLock(folder.launcherLock, { stop: platform.stopSignal });
  const isElsewhere = options.sampleWorld === 'elsewhere';
  const chosen = chooseLogs(isElsewhere ? await makeElsewhere(platform, view) : options, folder);
  platform.chosenLogs = chosen;
  const stale = await stopStaleServices(folder.services);
  if (stale > 0) view.title(`Data folder and ports: ${stale} services left by a killed start were stopped`);
  for (const name of SERVER_NAMES) {
    await requireFreePort(options.host, options[`${name}Port`], `--${name}-port`);
  }
  platform.keys = loadOrMakeKeys(folder.keys);
  writeAccess(folder.access, platform.urls, platform.keys, chosen.mapping);
}

/** Makes the logs of the other world, which are then loaded as given ones are. */
async function makeElsewhere(
  { options, folder, stopSignal }: Platform,
  view: StepView,
): Promise<Pick<LauncherOptions, 'logs' | 'mapping'>> {
  const logs = folder.elsewhere;
  view.title(`Log files of the other sample world in ${logs}`);
  await ensureSampleLogs(logs, options, progressOf(view), stopSignal);
  return { logs, mapping: join(logs, ELSEWHERE_MAPPING) };
}

async function openDatabase(platform: Platform, view: StepView): Promise<void> {
  const database = await PlatformDatabase.open(platform.options, platform.folder.postgres);
  platform.useDatabase(database);
  // They were chosen by the days of the deleted database.
  if (platform.options.reset) rmSync(platform.folder.churnWindows, { force: true });
  try {
    const applied = await database.migrate(platform.stopSignal);
    const migrated = applied > 0 ? `, ${applied} migrations applied` : '';
    view.title(`PostgreSQL: ${database.describe()}${migrated}`);
  } catch (error) {
    const isOurs = error instanceof EarlierDatabase && platform.options.databaseUrl === undefined;
    const advice = isOurs
      ? ` It is in the data folder ${platform.folder.root}: delete it by npm start -- --reset, or start with another folder by --data.`
      : '';
    throw new LauncherError(
      `The database schema could not be brought up to date: ${(error as Error).message}${advice}`,
      { cause: error },
    );
  }
}

async function prepareLogs(platform: Platform, view: StepView): Promise<void> {
  const { client, options, folder } = platform;
  const source = planLoad(need(platform.chosenLogs), folder, await client.loadState());
  platform.logs = source;
  view.title(`Log archives in ${source.folder}`);
  if (!source.generate) return;
  await ensureSampleLogs(source.folder, options, progressOf(view), platform.stopSignal);
}

function progressOf(view: StepView): (progress: { step: string; fraction: number }) => void {
  return ({ step, fraction }) => {
    view.progress({ step, fraction, detail: {} });
  };
}

async function startServices(platform: Platform, view: StepView): Promise<void> {
  await platform.startServices(need(platform.chosenLogs));
  view.title('Services: ingest, churn, recommender and the console are ready');
}

async function load(platform: Platform, view: StepView): Promise<void> {
  const { client, folder } = platform;
  const loaded = await loadArchives(need(platform.logs), folder.loaded, preparationOf(platform, view));
  const outcome = loaded ? 'loaded' : 'loaded already';
  view.title(`Archives: ${isNoneLoaded(await client.loadState()) ? 'none loaded' : outcome}`);
}

/** By the longest windows that the loaded days hold, where nothing sets other ones. */
async function trainChurn(platform: Platform, view: StepView): Promise<void> {
  if (!areWindowsSet() && storedWindows(platform.folder) === null) {
    const days = await platform.client.loadedDays();
    const windows = fittingWindows(days);
    if (windows === null && days > 0) {
      platform.untrained.set('churn', tooFewDays(days));
      view.title(`The churn model could not be trained: ${tooFewDays(days)}`);
      return;
    }
    if (windows !== null && !areDefaults(windows)) await platform.changeChurnWindows(windows);
  }
  await train('churn', platform, view);
}

const OUTCOMES = {
  trained: 'trained',
  refused: 'the new version did not pass its checks, see below',
  'up to date': 'newer than the data',
};

async function train(model: ModelKind, platform: Platform, view: StepView): Promise<void> {
  const outcome = await trainModel(model, preparationOf(platform, view));
  if (typeof outcome === 'string') {
    view.title(`The ${model} model: ${OUTCOMES[outcome]}`);
  } else {
    platform.untrained.set(model, outcome.failure);
    view.title(`The ${model} model could not be trained: ${outcome.failure}`);
  }
}

function preparationOf(platform: Platform, view: StepView): Preparation {
  return {
    client: platform.client,
    interruptions: () => platform.interruptions,
    onProgress: view.progress,
    say,
    stop: platform.stopSignal,
  };
}
