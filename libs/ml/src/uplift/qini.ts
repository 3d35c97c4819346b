import { rankOutcomes } from '../evaluation/ranked-outcomes.js';
import type { RankedOutcomes } from '../evaluation/ranked-outcomes.js';
import type { CampaignData } from './campaign-data.js';

type Outcomes = Pick<CampaignData, 'treated' | 'outcomes'>;

/**
 * The normalised Qini coefficient of `scores`: the area between the Qini curve and the straight line to its
 * end, over that of a ranking that knows the outcomes. The curve is outcomes of the treated less those of the
 * hold-out times treated / held out, by users contacted (Radcliffe, "Using control groups to target on
 * predicted lift", 2007). Users of equal scores are one step, so the order of ties does not matter. 0 is as
 * good as chance, and the coefficient where no ranking gains anything, as without any outcome.
 * @returns by how often each row counts; sorted once
 */
export function qiniCoefficient(
  scores: Float64Array,
  { treated, outcomes }: Outcomes,
): (weights: ArrayLike<number>) => number {
  const ranked = rankOutcomes(scores, outcomes);
  const perfect = rankOutcomes(
    Float64Array.from(outcomes, (outcome, i) => (treated[i] === 1 ? outcome : -outcome)),
    outcomes,
  );
  return (weights) => {
    const most = qiniArea(perfect, treated, weights);
    return most === 0 ? 0 : qiniArea(ranked, treated, weights) / most;
  };
}

function qiniArea(
  { order, labels, runEnds }: RankedOutcomes,
  treated: Uint8Array,
  weights: ArrayLike<number>,
): number {
  let [users, treatedUsers, gained, lost] = [0, 0, 0, 0];
  let [height, area, rank] = [0, 0, 0];
  for (const end of runEnds) {
    const before = users;
    for (; rank < end; rank++) {
      const row = order[rank]!;
      const weight = weights[row]!;
      users += weight;
      if (treated[row] === 1) {
        treatedUsers += weight;
        gained += weight * labels[rank]!;
      } else lost += weight * labels[rank]!;
    }
    const heldOut = users - treatedUsers;
    const next = gained - (heldOut === 0 ? 0 : (lost * treatedUsers) / heldOut);
    area += ((users - before) * (height + next)) / 2;
    height = next;
  }
  return area - (users * height) / 2;
}
