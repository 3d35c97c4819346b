export const BANDS = ['low', 'medium', 'high'] as const;
export type Band = (typeof BANDS)[number];

/** Probabilities at which the band changes; a band begins at its cut. The churn service has the same settings. */
export interface BandCuts {
  mediumFrom: number;
  highFrom: number;
}

/** Probabilities from, inclusive, to below. */
export interface RiskRange {
  from: number;
  below: number;
}

export function bandOf(probability: number, { mediumFrom, highFrom }: BandCuts): Band {
  if (probability >= highFrom) return 'high';
  return probability >= mediumFrom ? 'medium' : 'low';
}

export function rangeOf(band: Band, { mediumFrom, highFrom }: BandCuts): RiskRange {
  // A probability is never above 1.
  if (band === 'high') return { from: highFrom, below: 2 };
  return band === 'medium' ? { from: mediumFrom, below: highFrom } : { from: 0, below: mediumFrom };
}
