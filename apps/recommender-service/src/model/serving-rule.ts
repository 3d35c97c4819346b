import type { ModelVersion } from '#common';
import { DEFAULT_ALS_PARAMETERS } from '#ml';
import type { AlsObjective } from '#ml';
import type { WeightRule } from '../interactions/interaction-weight.js';

/** What is needed to fold events into a version as its training would have done. */
export interface ServingRule {
  objective: AlsObjective;
  weights: WeightRule;
  /** Last day of the training, from which ages count; null when it is unknown. */
  dataTo: string | null;
  /** Events received from this moment on, in milliseconds, are not part of the version. */
  freshFrom: number;
}

/** Events whose transaction was open while the training read them: rather counted twice than lost. */
export const OPEN_TRANSACTION_MS = 10_000;

/** What a stored version does not name had no effect then. */
const BEFORE: AlsObjective & WeightRule = {
  form: DEFAULT_ALS_PARAMETERS.form,
  alpha: DEFAULT_ALS_PARAMETERS.alpha,
  regularization: DEFAULT_ALS_PARAMETERS.regularization,
  frequencyExponent: 0,
  playWeight: 1,
  completionExponent: 1,
  downloadWeight: 1,
  halfLifeDays: 0,
  logDamping: false,
};

/** Reads the rule of a stored version from its parameters and report. */
export function servingRule({
  parameters,
  report,
  dataTo,
  createdAt,
}: Pick<ModelVersion, 'parameters' | 'report' | 'dataTo' | 'createdAt'>): ServingRule {
  const known = { ...BEFORE };
  for (const name of Object.keys(BEFORE) as (keyof typeof BEFORE)[]) {
    if (parameters[name] !== undefined) Object.assign(known, { [name]: parameters[name] });
  }
  const { form, alpha, regularization, frequencyExponent, ...weights } = known;
  const readAt = typeof report['readAt'] === 'string' ? report['readAt'] : createdAt;
  return {
    objective: { form, alpha, regularization, frequencyExponent },
    weights,
    dataTo,
    freshFrom: new Date(readAt).getTime() - OPEN_TRANSACTION_MS,
  };
}
