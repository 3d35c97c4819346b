import { mondayOf } from '#common/calendar';
import type { Narrowing } from '../scores/scores.repository.js';
import type { Band, BandCuts } from './bands.js';

/** Whose scores a query asks for; `below` is Infinity without an upper bound. */
export function narrowingOf(
  { band, minRisk = 0, cohort }: { band?: Band; minRisk?: number; cohort?: string },
  { mediumFrom, highFrom }: BandCuts,
): Narrowing {
  const bounds = {
    all: { from: 0, below: Infinity },
    low: { from: 0, below: mediumFrom },
    medium: { from: mediumFrom, below: highFrom },
    high: { from: highFrom, below: Infinity },
  };
  const { from, below } = bounds[band ?? 'all'];
  return { from: Math.max(minRisk, from), below, cohort: cohort === undefined ? null : mondayOf(cohort) };
}
