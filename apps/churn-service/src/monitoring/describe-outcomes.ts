import { answerOf } from '#common';
import { expectedQuality } from '#ml';
import type { ExpectedQuality } from '#ml';
import type { Coverage } from '../dataset/loaded-days.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import { probabilitiesOf } from '../model/score-quantiles.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';
import { SnapshotOutcomeDto } from './outcomes.dto.js';
import type { SetOutcome } from './outcomes.repository.js';

const SHOWN_DAYS = 5;

/** A set of past scores with its outcome, or why there is none. @param whole complete days */
export function describeSet(
  set: SetOutcome,
  coverage: Coverage,
  whole: ReadonlySet<string>,
): SnapshotOutcomeDto {
  return answerOf(SnapshotOutcomeDto, {
    ...set,
    notComparedBecause: set.outcome === null ? whyNot(set, coverage, whole) : null,
    expected: expectedOfSet({ quantiles: set.quantiles, userCount: set.scoredUsers }),
  });
}

/** Quality that can be expected of a set if its probabilities are right; null for an empty one. */
export function expectedOfSet(set: ScoreQuantiles): ExpectedQuality | null {
  const probabilities = probabilitiesOf(set);
  if (set.userCount === 0 || probabilities.length === 0) return null;
  return expectedQuality(probabilities, set.userCount);
}

function whyNot(set: SetOutcome, { days: { newestDay } }: Coverage, whole: ReadonlySet<string>): string {
  const { closesOn } = set;
  if (newestDay === null || closesOn > newestDay)
    return `The label window closes on ${closesOn}; the newest complete day is ${newestDay ?? 'not loaded yet'}.`;
  const broken = incompleteLabelDays(set.snapshotDate, set.labelDays, whole);
  if (broken.length > 0)
    return (
      `Days of the label window are not complete (${broken.slice(0, SHOWN_DAYS).join(', ')}${broken.length > SHOWN_DAYS ? ', ...' : ''}): ` +
      'load what is missing of them.'
    );
  return set.scoredUsers === 0
    ? 'Nobody was scored.'
    : 'Nobody has compared yet; POST /admin/churn/outcomes does.';
}
