import { effectiveRows, sumOf } from '#ml';
import { MOST_WEIGHT } from './labels.sql.js';
import type { LabelledSnapshot } from './snapshot-reader.js';

/** Below this share of the users, measures of a snapshot vary much more than its users suggest. */
const FEW = 0.5;
/** From this share of all weights on, users of the largest weight stand for many more than they count. */
const MUCH = 0.1;

/** Why labels of a snapshot are worth few users, or lean to users whom no campaign contacts; null where neither is. */
export function weightWarning({
  snapshotDate,
  weights,
  treatedUsers,
  campaigns,
}: Pick<LabelledSnapshot, 'snapshotDate' | 'weights' | 'treatedUsers' | 'campaigns'>): string | null {
  const worth = effectiveRows(weights);
  const capped = weights.filter((weight) => weight >= MOST_WEIGHT).length;
  if (worth >= FEW * weights.length && capped * MOST_WEIGHT <= MUCH * sumOf(weights)) return null;
  return (
    `Labels of ${snapshotDate} are worth ${Math.round(worth)} users of equal weight, not ${weights.length}: hold-outs stand for ` +
    `the ${treatedUsers} users whom the campaigns ${campaigns.join(', ')} contacted, and ${capped} have the largest weight, ` +
    `${MOST_WEIGHT}. Launch campaigns that do not overlap, or hold out more users.`
  );
}
