/** 1 / (1 + e^-margin) without overflow for margins of any size. */
export function sigmoid(margin: number): number {
  if (margin >= 0) return 1 / (1 + Math.exp(-margin));
  const e = Math.exp(margin);
  return e / (1 + e);
}

/** Log-odds of a probability, which counts as at least `least` and at most 1 - `least`. */
export function logit(probability: number, least = 0): number {
  const clipped = Math.min(Math.max(probability, least), 1 - least);
  return Math.log(clipped / (1 - clipped));
}

/** log(1 + e^x) without overflow: the log loss of a margin `x` when the truth is 0. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
