import { precisionRecallCurve } from '#ml';

/**
 * The threshold with the highest F1 (harmonic mean of precision and recall; van Rijsbergen 1979), the highest of equal
 * ones. Choose it on users that nothing is evaluated on. 0.5 when no user churned.
 */
export function bestF1Threshold(probabilities: Float64Array, labels: Uint8Array): number {
  const { precision, recall, threshold } = precisionRecallCurve(probabilities, labels);
  let best = 0;
  let at = 0.5;
  threshold.forEach((cut, k) => {
    const f1 = (2 * precision[k]! * recall[k]!) / (precision[k]! + recall[k]!);
    if (!(f1 > best)) return;
    best = f1;
    at = cut;
  });
  return at;
}
