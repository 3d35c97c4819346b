import { z } from 'zod';

export const BANDS = ['low', 'medium', 'high'] as const;
export type Band = (typeof BANDS)[number];

/** Probabilities at which the band changes; a band begins at its cut. */
export interface BandCuts {
  readonly mediumFrom: number;
  readonly highFrom: number;
}

/** Probabilities from, inclusive, to below; Infinity: without an upper bound. */
export interface RiskRange {
  readonly from: number;
  readonly below: number;
}

/** What a churn model predicts of the label window: no event, or the day that the fact `ended` tells. */
export const TARGETS = ['inactive', 'ended'] as const;
export type Target = (typeof TARGETS)[number];

/** The kind of a target's versions in the registry. */
export function modelKindOf(target: Target): string {
  return target === 'ended' ? 'churn-ended' : 'churn';
}

export function targetOfKind(kind: string): Target {
  return kind === modelKindOf('ended') ? 'ended' : 'inactive';
}

/** Settings of every service that answers by bands; give all of them the same values. */
export const BAND_SETTINGS = {
  CHURN_MEDIUM_FROM: z.coerce
    .number()
    .gt(0)
    .lt(1)
    .default(0.4)
    .describe('probability from which the band is medium'),
  CHURN_HIGH_FROM: z.coerce
    .number()
    .gt(0)
    .lt(1)
    .default(0.7)
    .describe('probability from which the band is high'),
  CHURN_BAND_TARGET: z
    .enum(TARGETS)
    .default('inactive')
    .describe(
      'what lists, bands, audiences and campaigns are about: inactive (no event) or ended (the fact `ended`)',
    ),
};

type BandSettings = z.infer<z.ZodObject<typeof BAND_SETTINGS>>;

/** What to refine the settings of a service by: `settings.refine(...BANDS_ASCEND)`. */
export const BANDS_ASCEND: [(settings: BandSettings) => boolean, { path: string[]; message: string }] = [
  (settings) => settings.CHURN_MEDIUM_FROM < settings.CHURN_HIGH_FROM,
  { path: ['CHURN_HIGH_FROM'], message: 'must lie above CHURN_MEDIUM_FROM' },
];

export function cutsOf(settings: Pick<BandSettings, 'CHURN_MEDIUM_FROM' | 'CHURN_HIGH_FROM'>): BandCuts {
  return { mediumFrom: settings.CHURN_MEDIUM_FROM, highFrom: settings.CHURN_HIGH_FROM };
}

export function bandOf(probability: number, { mediumFrom, highFrom }: BandCuts): Band {
  if (probability >= highFrom) return 'high';
  return probability >= mediumFrom ? 'medium' : 'low';
}

export function rangeOf(band: Band, { mediumFrom, highFrom }: BandCuts): RiskRange {
  if (band === 'high') return { from: highFrom, below: Infinity };
  return band === 'medium' ? { from: mediumFrom, below: highFrom } : { from: 0, below: mediumFrom };
}
