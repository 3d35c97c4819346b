import type { CalibrationStateDto } from './outcomes.dto.js';
import type { OutcomeDto } from '../measures/outcome.dto.js';

/** A set of scores whose outcome is known, made by a version that had seen none of it. */
export interface MaturedSet {
  readonly snapshotDate: string;
  readonly modelVersion: number;
  readonly outcome: OutcomeDto;
}

/** By how much the calibration error of a set lies above what chance explains; null where it is unknown. */
export function excessError({ outcome: { calibration } }: MaturedSet): number | null {
  return calibration === null ? null : Math.max(0, calibration.ece - calibration.eceNull.percentile95);
}

/** Whether the newest scores whose outcome is known happened as often as they said. @param sets newest first */
export function calibrationState(sets: readonly MaturedSet[], limit: number): CalibrationStateDto {
  const newest = sets.find((set) => set.outcome.calibration !== null);
  if (newest === undefined)
    return {
      state: 'unknown',
      because: 'No out-of-time scores have been compared with outcomes yet.',
    };
  const { ece, eceNull } = newest.outcome.calibration!;
  const most = eceNull.percentile95 + limit;
  return {
    state: ece <= most ? 'calibrated' : 'not calibrated',
    because: `The scores of ${newest.snapshotDate} by version ${newest.modelVersion} have a calibration error of ${ece.toFixed(4)}; up to ${most.toFixed(4)} counts as calibrated.`,
  };
}
