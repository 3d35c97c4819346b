import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BestReachable } from './best-reachable.js';
import type { EventKind, Hole } from './holes.js';
import type { DirtTally } from './play-dirt.js';
import type { SampleFacts } from './subscriptions.js';
import type { SampleTable } from './tables.js';

/** Raised whenever the same options give other bytes than before. */
export const GENERATOR_VERSION = '6';
export const MANIFEST_NAME = 'manifest.json';

/** What `manifest.json` says of a set: everything in it is made up, and how it was made. */
export interface SampleManifest {
  synthetic: true;
  generatorVersion: string;
  seed: number;
  userCount: number;
  firstDay: string;
  lastDay: string;
  /** Number of archives. */
  archives: number;
  catalogueSize: number;
  /** Lines that are events; those of a truncated archive as far as they can be read. */
  events: Record<EventKind, number>;
  holes: Hole[];
  /** Lines by fault, and lines that are no events. */
  dirt: DirtTally;
  /** Accounts that are no ordinary users, in addition to userCount. */
  serviceAccounts: { anonymousUserId: 0; botUserIds: number[] };
  /** Null when the period is too short for a label window. */
  bestReachable: BestReachable | null;
  /** Files beside the archives, of songs and of what users said of them, with the mappings that read them. */
  tables?: readonly SampleTable[];
  /** A file of facts of users, loaded by those who want them: `bestReachable` is that of the events alone. */
  facts?: SampleFacts;
  /** Of the world `elsewhere` alone: dates without any event, and records that are to be rejected. */
  elsewhere?: {
    closed: readonly string[];
    rejected: Record<'archived' | 'added' | 'posted', number>;
  };
}

/** What the folder says of itself; null where it has no manifest that can be read. */
export function readManifest(folder: string): Partial<SampleManifest> | null {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST_NAME), 'utf8')) as Partial<SampleManifest> | null;
  } catch {
    return null;
  }
}

/** Whether the folder says of itself that it was made by the generator. */
export function holdsSampleLogs(folder: string): boolean {
  return readManifest(folder)?.synthetic === true;
}
