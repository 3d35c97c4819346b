/** A figure with its 95 % interval. */
export function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Four digits behind the point; an empty cell where there is no number. */
export function four(value: number | null | undefined): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? value.toFixed(4) : null;
}
