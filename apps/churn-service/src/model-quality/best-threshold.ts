import { rankOutcomes } from '#ml';

/**
 * The threshold with the highest F1 (harmonic mean of precision and recall; van Rijsbergen 1979), the highest of equal
 * ones. Choose it on users that nothing is evaluated on. 0.5 when no user churned.
 */
export function bestF1Threshold(probabilities: Float64Array, labels: Uint8Array): number {
  const { labels: outcomes, runEnds, scores } = rankOutcomes(probabilities, labels);
  const positives = outcomes.reduce((sum, label) => sum + label, 0);
  let best = 0;
  let at = 0.5;
  let hits = 0;
  let rank = 0;
  for (const end of runEnds) {
    for (; rank < end; rank++) hits += outcomes[rank]!;
    const f1 = (2 * hits) / (end + positives);
    if (!(f1 > best)) continue;
    best = f1;
    at = scores[end - 1]!;
  }
  return at;
}
