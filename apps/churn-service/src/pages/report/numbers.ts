/** A figure with its 95 % interval. */
export function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${fixed(value)} (${fixed(low)} to ${fixed(high)})`;
}

export function percent(share: number): string {
  return `${fixed(100 * share, 1)} %`;
}

/** Four digits behind the point; an empty cell where there is no number. */
export function four(value: number | null | undefined): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? fixed(value) : null;
}

/** So many digits behind the point. What rounds to zero has no sign. */
export function fixed(value: number, digits = 4): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}
