import type { ModelVersion } from '#common';
import type { AlsObjective } from '#ml';
import type { WeightRule } from '../interactions/interaction-weight.js';

/** Spacing of singers in lists of next songs, where the logs do not say that listeners stay with a singer. */
export const MOST_SPACING = 3;

/** What is needed to fold events into a version as its training would have done. */
export interface ServingRule {
  objective: AlsObjective;
  weights: WeightRule;
  /** Last day of the training, from which ages count; null when it is unknown. */
  dataTo: string | null;
  /** Events received from this time on, in milliseconds, are not part of the version. */
  freshFrom: number;
  /** Songs behind which one weighs half for what comes next; null: all weigh the same. */
  nextHalfLife: number | null;
  /** What comes next has a singer once in any so many places, where nothing else is requested. */
  singerSpacing: number;
}

/** Reads the rule of a version from its stored parameters and report. */
export function servingRule({
  parameters,
  report,
  dataTo,
}: Pick<ModelVersion, 'parameters' | 'report' | 'dataTo'>): ServingRule {
  const stored = parameters as unknown as AlsObjective & WeightRule;
  const { form, alpha, regularization, frequencyExponent, frequency } = stored;
  const next = report['next'] as { halfLife: number | null; singerSpacing: number } | undefined;
  return {
    objective: { form, alpha, regularization, frequencyExponent, frequency },
    weights: stored,
    dataTo,
    freshFrom: Date.parse(report['readAt'] as string),
    nextHalfLife: next?.halfLife ?? null,
    singerSpacing: next?.singerSpacing ?? MOST_SPACING,
  };
}
