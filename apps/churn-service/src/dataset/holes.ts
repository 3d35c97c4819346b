import { addDays } from '#common/calendar';
import type { HoleDto, TouchedByHolesDto } from './windows.dto.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import type { SnapshotWindows } from './windows.js';

/** Names the features that look at a day and kind with a hole, in the order of the catalogue. */
export function touchedByHoles(
  { features }: FeatureCatalogue,
  { snapshotDate, labelsFrom }: SnapshotWindows,
  holes: readonly HoleDto[],
): TouchedByHolesDto {
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
  holes: readonly HoleDto[],
  { features, label }: TouchedByHolesDto,
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

function counted(holes: readonly HoleDto[]): string {
  return `${holes.length} ${holes.length === 1 ? 'hole' : 'holes'} (${listedHoles(holes)})`;
}

/** The first holes in words. */
export function listedHoles(holes: readonly HoleDto[]): string {
  const shown = holes.slice(0, SHOWN).map(({ day, kind, reason }) => `${day} ${kind}: ${reason}`);
  return `${shown.join(', ')}${holes.length > SHOWN ? ', ...' : ''}`;
}

/** As {@link missingDaysOf} names windows. */
export const LABELS = 'its label window';
export const FEATURES = 'its features';

/** The incomplete days, at least one, of a window of a snapshot, and what to do about them. */
export function missingDaysOf(missing: readonly string[], window: string): string {
  const shown = missing.slice(0, SHOWN).join(', ');
  const others = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
  return (
    `${missing.length} ${missing.length === 1 ? 'day' : 'days'} of ${window} ${missing.length === 1 ? 'is' : 'are'} not ` +
    `complete (${shown}${others}): load what GET /ingest/coverage shows as missing, or note days without business by ` +
    `PUT /admin/acknowledgements/closed.${missing[0]!}`
  );
}
