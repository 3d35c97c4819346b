/** Figures of answers have six digits behind the point; as whole millionths their sums are exact. */
export function millionthsOf(value: number): number {
  return Math.round(value * 1e6);
}

export function rounded(value: number): number {
  return millionthsOf(value) / 1e6;
}
