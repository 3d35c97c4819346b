import { expectedQuality } from '#ml';
import type { ExpectedQuality } from '#ml';
import { probabilitiesOf } from '../model/score-quantiles.js';
import type { ScoreQuantiles } from '../model/score-quantiles.js';

/** Quality that can be expected of a set if its probabilities are right; null for an empty one. */
export function expectedOfSet(set: ScoreQuantiles): ExpectedQuality | null {
  const probabilities = probabilitiesOf(set);
  return set.userCount === 0 || probabilities.length === 0
    ? null
    : expectedQuality(probabilities, set.userCount);
}
