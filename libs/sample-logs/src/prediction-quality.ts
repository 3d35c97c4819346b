export interface PredictionQuality {
  auc: number;
  brier: number;
  logLoss: number;
  population: number;
  churnRate: number;
}

/**
 * Area under the ROC curve (ties count one half, Mann and Whitney 1947), Brier score and logarithmic loss in
 * nats of probabilities against labels 0 or 1. AUC is NaN when only one of the labels occurs.
 */
export function predictionQuality(probability: Float64Array, label: Uint8Array): PredictionQuality {
  const n = probability.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => probability[a]! - probability[b]!,
  );
  let rankSum = 0;
  let positives = 0;
  let brier = 0;
  let logLoss = 0;
  for (let i = 0; i < n;) {
    let j = i;
    while (j < n && probability[order[j]!] === probability[order[i]!]) j++;
    for (let k = i; k < j; k++) {
      const p = Math.min(Math.max(probability[order[k]!]!, 1e-15), 1 - 1e-15);
      const y = label[order[k]!]!;
      positives += y;
      rankSum += y * ((i + j + 1) / 2);
      brier += (p - y) ** 2;
      logLoss -= Math.log(y === 1 ? p : 1 - p);
    }
    i = j;
  }
  const negatives = n - positives;
  return {
    auc: (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives),
    brier: brier / n,
    logLoss: logLoss / n,
    population: n,
    churnRate: positives / n,
  };
}
