import { expectedQuality } from '#ml';
import type { ExpectedQuality } from '#ml';

/** What is kept of the probabilities of a set: their quantiles at even steps from 0 to 1, and how many there are. */
interface SetQuantiles {
  readonly quantiles: readonly number[];
  readonly userCount: number;
}

/** One probability for each step between two quantiles: all stand for equally many users. */
export function probabilitiesOf({ quantiles }: Pick<SetQuantiles, 'quantiles'>): Float64Array {
  return Float64Array.from({ length: Math.max(0, quantiles.length - 1) }, (_, k) =>
    Math.min(1, Math.max(0, (quantiles[k]! + quantiles[k + 1]!) / 2)),
  );
}

/** Quality that can be expected of a set if its probabilities are right; null for an empty one. */
export function expectedOfSet(set: SetQuantiles): ExpectedQuality | null {
  const probabilities = probabilitiesOf(set);
  return set.userCount === 0 || probabilities.length === 0
    ? null
    : expectedQuality(probabilities, set.userCount);
}
