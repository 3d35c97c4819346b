import { addDays } from '#common/calendar';
import { expectedQuality } from '#ml';
import type { ExpectedQuality } from '#ml';
import type { Coverage } from '../dataset/snapshots.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import { calibrationState } from './calibration-state.js';
import { probabilitiesOf } from '../model/score-quantiles.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';
import type { OutcomesDto, SnapshotOutcomeDto } from './outcome.dto.js';
import { outcomeTrends } from './outcome-trend.js';
import { outcomeWeeks } from './outcome-weeks.js';
import type { SetOutcome } from './outcomes.repository.js';
import type { MaturedSet } from './outcome-weeks.js';

/** What is known of past scores. */
interface PastScores {
  readonly synthetic: boolean;
  readonly coverage: Coverage;
  /** Newest first. */
  readonly sets: readonly SetOutcome[];
  /** Of which outcomes are known, newest first; one a snapshot. */
  readonly matured: readonly MaturedSet[];
}

const SHOWN_DAYS = 5;

/**
 * What is known of past scores, as it is answered and drawn.
 * @param limit excess of the calibration error that is taken for right
 */
export function describeOutcomes(
  { synthetic, coverage, sets, matured }: PastScores,
  limit: number,
): OutcomesDto {
  const whole = new Set(coverage.wholeDays);
  return {
    synthetic,
    calibration: calibrationState(matured, limit),
    trend: outcomeTrends(matured),
    weeks: outcomeWeeks(matured),
    snapshots: sets.map((set) => describeSet(set, coverage, whole)),
  };
}

function describeSet(set: SetOutcome, coverage: Coverage, whole: ReadonlySet<string>): SnapshotOutcomeDto {
  const { outcome } = set;
  return {
    snapshotDate: set.snapshotDate,
    modelVersion: set.version,
    trainedOnSnapshot: set.trainedOnSnapshot,
    outOfTime: set.outOfTime,
    closesOn: addDays(set.snapshotDate, set.labelDays),
    scoredUsers: set.userCount,
    scoredAt: set.scoredAt.toISOString(),
    comparedAt: set.outcomeAt?.toISOString() ?? null,
    notComparedBecause: outcome === null ? whyNot(set, coverage, whole) : null,
    expected: expectedOfSet(set),
    outcome,
  };
}

/** Quality that can be expected of a set if its probabilities are right; null for an empty one. */
export function expectedOfSet(set: ScoreQuantiles): ExpectedQuality | null {
  const probabilities = probabilitiesOf(set);
  if (set.userCount === 0 || probabilities.length === 0) return null;
  return expectedQuality(probabilities, set.userCount);
}

function whyNot(set: SetOutcome, { days: { newestDay } }: Coverage, whole: ReadonlySet<string>): string {
  const closesOn = addDays(set.snapshotDate, set.labelDays);
  if (newestDay === null || closesOn > newestDay)
    return `The label window closes on ${closesOn}; the newest complete day is ${newestDay ?? 'not loaded yet'}.`;
  const broken = incompleteLabelDays(set.snapshotDate, set.labelDays, whole);
  if (broken.length > 0)
    return (
      `Days of the label window are not complete (${broken.slice(0, SHOWN_DAYS).join(', ')}${broken.length > SHOWN_DAYS ? ', ...' : ''}): ` +
      'load what is missing of them.'
    );
  return set.userCount === 0
    ? 'Nobody was scored.'
    : 'Nobody has compared yet; POST /admin/churn/outcomes does.';
}
