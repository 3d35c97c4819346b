export const BANDS = ['low', 'medium', 'high'] as const;
export type Band = (typeof BANDS)[number];

/** Probabilities at which the band changes; a band begins at its cut. */
export interface BandCuts {
  readonly mediumFrom: number;
  readonly highFrom: number;
}

export function bandOf(probability: number, { mediumFrom, highFrom }: BandCuts): Band {
  if (probability >= highFrom) return 'high';
  return probability >= mediumFrom ? 'medium' : 'low';
}
