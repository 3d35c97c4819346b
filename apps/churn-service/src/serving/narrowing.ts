import { rangeOf } from '#common/bands';
import type { Band, BandCuts } from '#common/bands';
import { mondayOf } from '#common/calendar';
import type { Narrowing } from '../scores/scores.repository.js';

/** Whose scores a query asks for; `below` is Infinity without an upper bound. */
export function narrowingOf(
  { band, minRisk = 0, cohort }: { band?: Band; minRisk?: number; cohort?: string },
  cuts: BandCuts,
): Narrowing {
  const { from, below } = band === undefined ? { from: 0, below: Infinity } : rangeOf(band, cuts);
  return { from: Math.max(minRisk, from), below, cohort: cohort === undefined ? null : mondayOf(cohort) };
}
