import type { ListrTask } from 'listr2';
import { migrate } from '#migrations';
import { writeAccess } from '../data-folder/access.js';
import { openDataFolder } from '../data-folder/data-folder.js';
import { loadOrMakeKeys } from '../data-folder/keys.js';
import { takeLauncherLock } from '../data-folder/launcher-lock.js';
import { PlatformDatabase } from '../database/platform-database.js';
import { LauncherError } from '../launcher-error.js';
import { chooseLogSource } from '../logs/log-source.js';
import { requireReadableLogs } from '../logs/logs-folder.js';
import { ensureSampleLogs } from '../logs/sample-logs.js';
import { SERVICE_NAMES } from '../options/launcher-options.js';
import { requireFreePort } from '../ports/require-free-port.js';
import { loadArchives } from '../preparation/load-archives.js';
import { trainModel } from '../preparation/train-model.js';
import { stopStaleServices } from '../services/stale-services.js';
import type { Platform } from './platform.js';
import { need } from './platform.js';
import type { StepView } from './step-view.js';
import { PlainView, viewOfTask } from './step-view.js';

type Step = (platform: Platform, view: StepView) => Promise<void>;

/** The start, from nothing to three services that answer; every step finds out by itself what is already done. */
const STEPS: readonly [string, Step][] = [
  ['Data folder and ports', prepareGround],
  ['PostgreSQL', openDatabase],
  ['Log archives', prepareLogs],
  ['Services', startServices],
  ['Loading the archives', load],
  ['Training the churn model', (platform, view) => train('churn', platform, view)],
  ['Training the recommender model', (platform, view) => train('recommender', platform, view)],
];

export function startupSteps(isTerminal: boolean): ListrTask<Platform>[] {
  return STEPS.map(([title, run]) => ({
    title,
    task: async (platform, task) => {
      platform.stopSignal.throwIfAborted();
      const view = isTerminal ? viewOfTask(task) : new PlainView(title);
      await run(platform, view);
      view.done();
    },
  }));
}

async function prepareGround(platform: Platform, view: StepView): Promise<void> {
  const { options } = platform;
  if (options.logs !== null) requireReadableLogs(options.logs);
  const folder = openDataFolder(options.data);
  platform.lock = await takeLauncherLock(folder.launcherLock);
  platform.folder = folder;
  const stale = await stopStaleServices(folder.services);
  if (stale > 0) view.title(`Data folder and ports: ${stale} services left by a killed start were stopped`);
  for (const name of SERVICE_NAMES) {
    await requireFreePort(options.host, options.ports[name], `--${name}-port`);
  }
  platform.keys = loadOrMakeKeys(folder.keys);
  writeAccess(folder.access, platform.urls, platform.keys);
}

async function openDatabase(platform: Platform, view: StepView): Promise<void> {
  const database = await PlatformDatabase.open(platform.options, need(platform.folder).postgres);
  platform.database = database;
  try {
    const { applied } = await migrate(database.url);
    const migrated = applied.length > 0 ? `, ${applied.length} migrations applied` : '';
    view.title(`PostgreSQL: ${database.describe()}${migrated}`);
  } catch (error) {
    throw new LauncherError(
      `The database schema could not be brought up to date: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function prepareLogs(platform: Platform, view: StepView): Promise<void> {
  const source = chooseLogSource(
    platform.options.logs,
    need(platform.folder),
    await platform.state.loadState(),
  );
  platform.logs = source;
  view.title(`Log archives in ${source.folder}`);
  if (!source.synthetic) return;
  const onProgress = ({ step, fraction }: { step: string; fraction: number }): void => {
    view.progress({ step, fraction, detail: {} });
  };
  await ensureSampleLogs(source.folder, platform.options.sample, onProgress, platform.stopSignal);
}

async function startServices(platform: Platform, view: StepView): Promise<void> {
  await platform.startServices();
  view.title('Services: ingest, churn and recommender are ready');
}

async function load(platform: Platform, view: StepView): Promise<void> {
  const loaded = await loadArchives(platform, view.progress);
  view.title(loaded ? 'Archives: loaded' : 'Archives: loaded already');
}

async function train(model: 'churn' | 'recommender', platform: Platform, view: StepView): Promise<void> {
  const trained = await trainModel(platform, model, view.progress);
  const reason = platform.untrained.get(model);
  if (reason !== undefined) view.title(`The ${model} model could not be trained: ${reason}`);
  else view.title(`The ${model} model: ${trained ? 'trained' : 'newer than the data'}`);
}
