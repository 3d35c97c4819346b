import { addDays } from '#common/calendar';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { LogKind } from './feature.js';
import type { SnapshotWindows } from './windows.js';

/** A day and kind of which something is not loaded: what is silent there is the log, not the user. */
export interface Hole {
  readonly day: string;
  readonly kind: LogKind;
  /** What is not there, as in 'part 3 missing'. */
  readonly reason: string;
}

/** What the holes of both windows may have distorted. */
export interface TouchedByHoles {
  /** Names of features that count days with a hole. */
  readonly features: readonly string[];
  /** True when a day of the label window has a hole: who was active may look churned. */
  readonly label: boolean;
}

/** Names the features that look at a day and kind with a hole, in the order of the catalogue. */
export function touchedByHoles(
  { features }: FeatureCatalogue,
  { snapshotDate, labelsFrom }: SnapshotWindows,
  holes: readonly Hole[],
): TouchedByHoles {
  const touched = features.filter(({ days, kind }) => {
    const first = addDays(snapshotDate, 1 - days);
    return holes.some(
      (hole) => hole.day >= first && hole.day <= snapshotDate && (kind === null || hole.kind === kind),
    );
  });
  return { features: touched.map(({ name }) => name), label: holes.some(({ day }) => day >= labelsFrom) };
}

const SHOWN = 5;

/** Sentences for the caller; none without holes. */
export function holeWarnings(
  holes: readonly Hole[],
  { features, label }: TouchedByHoles,
  { labelsFrom }: SnapshotWindows,
): string[] {
  const before = holes.filter(({ day }) => day < labelsFrom);
  const after = holes.filter(({ day }) => day >= labelsFrom);
  const warnings: string[] = [];
  if (before.length > 0) {
    warnings.push(
      `The days of the features have ${counted(before)}. They touch ${features.length} features: ${features.join(', ')}.`,
    );
  }
  if (label) {
    warnings.push(`The label window has ${counted(after)}. Users who were active then may count as churned.`);
  }
  return warnings;
}

function counted(holes: readonly Hole[]): string {
  return `${holes.length} ${holes.length === 1 ? 'hole' : 'holes'} (${listedHoles(holes)})`;
}

/** The first holes in words. */
export function listedHoles(holes: readonly Hole[]): string {
  const shown = holes.slice(0, SHOWN).map(({ day, kind, reason }) => `${day} ${kind}: ${reason}`);
  return `${shown.join(', ')}${holes.length > SHOWN ? ', ...' : ''}`;
}
