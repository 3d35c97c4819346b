/** What one user did with one song, summed over days. */
export interface PairCounts {
  /** Sum over plays of the share of the song that was heard, each at most 1. */
  completion: number;
  downloads: number;
}

export interface WeightRule {
  playWeight: number;
  downloadWeight: number;
  /** Whether the sum w counts as log(1 + w), so that the hundredth play adds less than the first. */
  logDamping: boolean;
}

/** Weight of a user and song: 0 when nothing was heard and nothing downloaded, that is for skips alone. */
export function interactionWeight(counts: PairCounts, rule: WeightRule): number {
  const sum = rule.playWeight * counts.completion + rule.downloadWeight * counts.downloads;
  return rule.logDamping ? Math.log1p(sum) : sum;
}
