import { internalIdOf } from '#common/outer-ids';
import type { SampleWorld } from '#sample-logs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMapping } from '../../apps/ingest-service/src/mapping/read-mapping.js';
import { createLoader } from './archive-loader.js';
import { countPosts } from './counts.js';
import type { Counts, PostedBatch } from './counts.js';
import { applyChanges, postsOf, recount } from './elsewhere.js';
import { changeArchives, countArchives, postsOfArchives } from './music-box.js';

/** A service whose logs are loaded: `writeSampleLogs` makes them by its name. */
export interface World {
  name: SampleWorld;
  /** The mapping in a folder of its logs; null: their names say all. */
  mappingFile(folder: string): string | null;
  /** The id by which tables name a user or song. */
  internalId(id: string): string;
  /** Counts the events of all files by plain means. */
  recount(folder: string): Promise<Counts>;
  /** What is posted beside the files: some of it is in them, too. */
  posts(folder: string): PostedBatch[];
  /** What happens to the files after the first load. */
  change(folder: string): void;
}

export const MUSIC_BOX: World = {
  name: 'music-box',
  mappingFile: () => null,
  internalId: (id) => id,
  recount: (folder) => Promise.resolve(countArchives(folder)),
  posts: postsOfArchives,
  change: changeArchives,
};

export const ELSEWHERE: World = {
  name: 'elsewhere',
  mappingFile: (folder) => join(folder, '_world/mapping.yaml'),
  internalId: internalIdOf,
  recount: async (folder) => (await recount(folder)).counts,
  posts: postsOf,
  change: applyChanges,
};

export const WORLDS = [MUSIC_BOX, ELSEWHERE];

/** The text of the mapping of a folder; undefined: there is none. */
export function mappingText(world: World, folder: string): string | undefined {
  const file = world.mappingFile(folder);
  return file === null ? undefined : readFileSync(file, 'utf8');
}

/** Loads all files of a folder of its logs. */
export async function loadFiles(world: World, folder: string, url: string): Promise<void> {
  const loader = await createLoader(url);
  const text = mappingText(world, folder);
  await loader.load(folder, text === undefined ? {} : { mapping: readMapping(text) });
  await loader.close();
}

/** Settings of services that load a folder. */
export function settingsOf(world: World, folder: string): Record<string, string> {
  const file = world.mappingFile(folder);
  return file === null ? {} : { LOGS_MAPPING: file };
}

/** The right counts where files are loaded and events are posted: those of a user, day and kind in files replace posted ones. */
export async function countsWithPosts(world: World, folder: string): Promise<Counts> {
  return new Map([...countPosts(world.posts(folder)), ...(await world.recount(folder))]);
}
